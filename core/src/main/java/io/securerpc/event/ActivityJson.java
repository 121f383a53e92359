package io.securerpc.event;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.event.ClientActivity.Client;
import io.securerpc.event.ClientActivity.Connections;
import io.securerpc.trust.Vouchers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The text of an activity file: JSON, one client a line, the connected and the latest seen first. */
final class ActivityJson {
    /** Names can be long; a file that is written each second must not be. */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final String FORMAT = "secure-rpc client activity";
    private static final int VERSION = 1;
    private static final byte[] BEGINNING = ("{\"format\":\"" + FORMAT + "\"").getBytes(StandardCharsets.US_ASCII);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Comparator<ClientActivity> IMPORTANCE = Comparator.comparing(ClientActivity::connected)
            .thenComparing(ClientActivity::lastSeen)
            .reversed();

    private ActivityJson() {}

    /** Whether bytes begin as ours do, whatever comes then. */
    static boolean begins(byte[] bytes) {
        return bytes.length >= BEGINNING.length
                && Arrays.equals(bytes, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
    }

    /** How many bytes {@link #begins} looks at. */
    static int beginning() {
        return BEGINNING.length;
    }

    static byte[] write(ActivityReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<ClientActivity> clients =
                report.clients().stream().sorted(IMPORTANCE).toList();
        int listed = 0;
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("format", FORMAT);
            json.writeNumberProperty("version", VERSION);
            json.writeNumberProperty("process", report.server().process());
            json.writeStringProperty("started", report.server().started().toString());
            json.writeStringProperty("written", report.written().toString());
            json.writeBooleanProperty("running", report.server().running());
            json.writeArrayPropertyStart("clients");
            json.writeRaw('\n');
            while (listed < Math.min(clients.size(), ActivityReport.MOST_CLIENTS) && bytes.size() < MOST_BYTES) {
                write(clients.get(listed), json);
                json.writeRaw('\n');
                json.flush();
                listed++;
            }
            json.writeEndArray();
            List<ClientActivity> others = clients.subList(listed, clients.size());
            long unlisted = others.stream().filter(ClientActivity::connected).count();
            json.writeNumberProperty("forgotten", report.forgotten() + others.size() - unlisted);
            json.writeNumberProperty("unlisted", report.unlisted() + unlisted);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    private static void write(ClientActivity activity, JsonGenerator json) {
        Client client = activity.client();
        Connections connections = activity.connections();
        json.writeStartObject();
        json.writeStringProperty("caller", client.callerId());
        json.writeStringProperty("subject", client.subject());
        json.writeStringProperty("fingerprint", client.fingerprint().toString());
        json.writeStringProperty("not_after", client.notAfter().toString());
        json.writeStringProperty("last_seen", activity.lastSeen().toString());
        json.writeNumberProperty("http1", connections.http1());
        json.writeNumberProperty("http2", connections.http2());
        json.writeNumberProperty("websocket", connections.webSocket());
        connections.since().ifPresent(since -> json.writeStringProperty("since", since.toString()));
        activity.vouchers()
                .directory()
                .ifPresent(directory -> json.writeStringProperty("directory", directory.toString()));
        json.writeArrayPropertyStart("authorities");
        activity.vouchers().authorities().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    /** The report, or why it is none. */
    static ActivityReport read(byte[] bytes) throws Unreadable {
        try {
            JsonNode root = JSON.readTree(bytes);
            int version = root.required("version").intValue();
            if (version != VERSION) {
                throw new Unreadable("of version " + version, null);
            }
            List<ClientActivity> clients = new ArrayList<>();
            for (JsonNode client : root.required("clients").asArray()) {
                clients.add(client(client));
            }
            return new ActivityReport(
                    new ActivityReport.Server(
                            root.required("process").longValue(),
                            instant(root, "started"),
                            root.required("running").booleanValue()),
                    instant(root, "written"),
                    clients,
                    root.required("forgotten").longValue(),
                    root.required("unlisted").longValue());
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            // Besides JSON and times: fingerprints, counts and paths, whose makers say what they want.
            throw new Unreadable("broken", e);
        }
    }

    private static ClientActivity client(JsonNode node) {
        List<String> authorities = new ArrayList<>();
        node.required("authorities").asArray().forEach(name -> authorities.add(name.stringValue()));
        return new ClientActivity(
                new Client(
                        text(node, "caller"),
                        text(node, "subject"),
                        Fingerprint.parse(text(node, "fingerprint")),
                        instant(node, "not_after")),
                new Vouchers(
                        node.has("directory") ? Optional.of(Path.of(text(node, "directory"))) : Optional.empty(),
                        authorities),
                new Connections(
                        node.required("http1").intValue(),
                        node.required("http2").intValue(),
                        node.required("websocket").intValue(),
                        node.has("since") ? Optional.of(instant(node, "since")) : Optional.empty()),
                instant(node, "last_seen"));
    }

    private static String text(JsonNode node, String name) {
        return node.required(name).stringValue();
    }

    private static Instant instant(JsonNode node, String name) {
        return Instant.parse(text(node, name));
    }

    /** Why a text is no report, in a few words. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String found, @Nullable Throwable cause) {
            super(found, cause);
        }

        String found() {
            return String.valueOf(getMessage());
        }
    }
}
