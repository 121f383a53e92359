package io.securerpc.testsupport.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notation between guillemets, which makes bytes and long texts readable. */
final class CaseText {
    private static final Pattern NOTE = Pattern.compile("«(?:(?<count>[0-9]+)\\*(?<what>[^»]+)|(?<code>-[0-9]{5}|depth)"
            + "(?: (?<id>[^»]+))?|(?<hex>[0-9A-F]{2}(?: [0-9A-F]{2})*))»");

    private CaseText() {}

    static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher note = NOTE.matcher(text);
        int done = 0;
        while (note.find()) {
            bytes.writeBytes(utf8(text.substring(done, note.start())));
            bytes.writeBytes(meaning(note));
            done = note.end();
        }
        bytes.writeBytes(utf8(text.substring(done)));
        return bytes.toByteArray();
    }

    private static byte[] meaning(Matcher note) {
        if (note.group("count") != null) {
            return utf8(note.group("what").repeat(Integer.parseInt(note.group("count"))));
        }
        if (note.group("hex") != null) {
            return HexFormat.ofDelimiter(" ").parseHex(note.group("hex"));
        }
        String id = note.group("id") == null ? "null" : note.group("id");
        return utf8(
                switch (note.group("code")) {
                    case "-32700" -> error(-32700, "Parse error", id);
                    case "-32600" -> error(-32600, "Invalid Request", id);
                    case "-32601" -> error(-32601, "Method not found", id);
                    case "depth" -> error(-32600, "Max JSON depth exceeded", id);
                    default -> throw new IllegalArgumentException(note.group());
                });
    }

    private static String error(int code, String message, String id) {
        return "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"},\"id\":" + id
                + "}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
