package io.securerpc.jetty;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.caller.WebSocketTickets;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtSecret;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.event.SecurityEventLog;
import io.securerpc.event.SecurityMetrics;
import io.securerpc.gate.Authorization;
import io.securerpc.gate.Gate;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.gate.ProofNeeded;
import io.securerpc.gate.RequestFacts;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.rpc.RpcService;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Run in a JVM of its own: nodes on a {@link PlantedFolder} that print all they could ever say of themselves. Standard error is the log.
 */
final class PlantedNode {
    private final Path folder;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final SecurityMetrics metrics = new SecurityMetrics();
    private final SecurityEventLog log = SecurityEventLog.of(InstantSource.system());
    private final List<Object> walked = new ArrayList<>();

    private PlantedNode(Path folder) {
        this.folder = folder;
        metrics.bindTo(meters);
    }

    public static void main(String[] arguments) throws IOException {
        new PlantedNode(Path.of(arguments[0])).run();
    }

    private void run() throws IOException {
        String line = Files.readString(folder.resolve(PlantedFolder.BASIC_AUTH)).strip();
        try (RunningServer files = start(builder(passphrase())
                        .addCredentials(Users.file(folder.resolve(PlantedFolder.USERS)))
                        .addCredentials(BearerTokens.in(folder.resolve(PlantedFolder.TOKENS)))
                        .addCredentials(webTokens(PlantedKeys.KEYS, PlantedKeys.SECRET))
                        .addCredentials(parityTokens(PlantedKeys.AUTHCODES))
                        .webSocketTickets());
                RunningServer single = start(builder(passphrase()).addCredentials(Users.line(line)))) {
            say("ports " + files.uris().get(0).getPort() + " "
                    + files.uris().get(1).getPort() + " " + single.uris().get(0).getPort());
            BufferedReader steps = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String step = steps.readLine(); step != null && !step.equals("end"); step = steps.readLine()) {
                take(step);
                say("done " + step);
            }
        }
        System.exit(0); // a client that never closes is not waited for
    }

    private JwtTokens webTokens(String keys, String secret) {
        return JwtTokens.signedBy(
                JwtIssuer.of(PlantedKeys.ISSUER, PlantedKeys.AUDIENCE, JwtKeys.files(folder.resolve(keys)))
                        .withKeyGrace(Duration.ZERO),
                JwtSecret.file("engine", folder.resolve(secret)));
    }

    private ParityTokens parityTokens(String file) {
        return ParityTokens.in(folder.resolve(file)).withWindow(ParityTokens.WIDEST_WINDOW);
    }

    private void take(String step) {
        switch (step) {
            case "show" -> show();
            case "fail" -> failingStarts();
            default -> leak(step);
        }
    }

    /** Everything that has a text. */
    private void show() {
        walked.add(TokenFile.at(folder.resolve(PlantedFolder.TOKENS)).load());
        int texts = ObjectWalk.from(PlantedNode::say, walked.toArray());
        say("texts " + texts);
        meters.getMeters().stream().map(Meter::getId).forEach(id -> say("meter " + id));
        Thread.getAllStackTraces().keySet().forEach(thread -> say("thread " + thread.getName()));
    }

    /** Each start that the content of a file, or a setting, stops. */
    private void failingStarts() {
        failing("passphrase", () -> start(builder(Passphrase.of(read(PlantedFolder.PASSPHRASE) + "x"))));
        failing("no passphrase", () -> start(builder(Passphrase.none())));
        failing(
                "no path",
                () -> start(builder(passphrase())
                        .addCredentials(
                                JwtTokens.signedBy(JwtSecret.file("engine", Path.of(read(PlantedKeys.SECRET)))))));
        failing(
                "keys as path",
                () -> start(builder(passphrase())
                        .addCredentials(JwtTokens.signedBy(JwtIssuer.of(
                                PlantedKeys.ISSUER,
                                PlantedKeys.AUDIENCE,
                                JwtKeys.files(Path.of(read(PlantedKeys.PRIVATE_KEYS))))))));
        for (String broken :
                List.of("users", "tokens", "key", "certificate", "passphrase", "keys", "secret", "authcodes")) {
            Path file = folder.resolve("broken." + broken);
            Path certificate = folder.resolve(PlantedFolder.CERTIFICATE);
            Path key = folder.resolve(PlantedFolder.KEY);
            failing(broken + " as users", () -> start(builder(passphrase()).addCredentials(Users.file(file))));
            failing(broken + " as tokens", () -> start(builder(passphrase()).addCredentials(BearerTokens.in(file))));
            String name = "broken." + broken;
            failing(
                    broken + " as JWT keys",
                    () -> start(builder(passphrase()).addCredentials(webTokens(name, PlantedKeys.SECRET))));
            failing(
                    broken + " as JWT secret",
                    () -> start(builder(passphrase()).addCredentials(webTokens(PlantedKeys.KEYS, name))));
            if (!broken.equals("secret") && !broken.equals("passphrase")) { // letters and digits are tokens of Parity's
                failing(
                        broken + " as authcodes",
                        () -> start(builder(passphrase()).addCredentials(parityTokens(name))));
            }
            failing(broken + " as key", () -> start(builder(IdentityFiles.pem(certificate, file, passphrase()))));
            failing(broken + " as certificate", () -> start(builder(IdentityFiles.pem(file, key, passphrase()))));
            failing(broken + " as store", () -> start(builder(IdentityFiles.keyStore(file, passphrase()))));
            failing(
                    broken + " as passphrase",
                    () -> start(builder(IdentityFiles.pem(certificate, key, Passphrase.ofFile(file)))));
            failing(
                    broken + " as basic_auth",
                    () -> start(builder(passphrase())
                            .addCredentials(Users.line(read(file.getFileName().toString())))));
        }
    }

    /** Says a text in one of the ways in which a secret could be said; proves that it would be noticed there. */
    private void leak(String step) {
        String[] parts = step.split(" ", 2);
        switch (parts[0]) {
            case "present" -> present(Door.HTTP, Authorization.of(List.of(parts[1])));
            case "offer" -> present(Door.WEBSOCKET, Authorization.of(List.of(), List.of(parts[1])));
            case "log" -> LoggerFactory.getLogger("io.securerpc.test").trace("leaked {}", parts[1]);
            case "cause" ->
                LoggerFactory.getLogger("io.securerpc.test")
                        .debug("leaked", new IllegalStateException(new IOException(parts[1])));
            case "event" -> listener().on(new SecurityEvent.Warning(parts[1]));
            case "meter" -> meters.counter("leaked", "tag", parts[1]).increment();
            case "object" -> walked.add(List.of(new Holder(new String[] {parts[1]}, new Held(parts[1]))));
            case "thread" -> {
                Thread thread = new Thread(() -> say("thread runs"), parts[1]);
                thread.start();
                say("thread " + thread.getName());
            }
            default -> throw new IllegalArgumentException(parts[0]);
        }
    }

    /** What the gate makes of a credential, on the way to a verdict and at its end. */
    private void present(Door door, Authorization authorization) {
        RequestFacts facts = new RequestFacts(
                        door,
                        door == Door.HTTP ? "POST" : "GET",
                        List.of("127.0.0.1"),
                        Optional.empty(),
                        List.of(),
                        List.of("application/json"),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        new InetSocketAddress("192.0.2.66", 50_000),
                        new PeerVerdict.Plaintext())
                .withAuthorization(authorization);
        Gate gate = Gate.builder()
                .hosts(HostPolicy.allow("127.0.0.1").bind(new InetSocketAddress("127.0.0.1", 80), Set::of))
                .listener(Listener.plain("127.0.0.1", 80))
                .credentials(AcceptedCredentials.of(List.of(
                        Users.file(folder.resolve(PlantedFolder.USERS)).open(InstantSource.system()),
                        BearerTokens.in(folder.resolve(PlantedFolder.TOKENS)).open(InstantSource.system()),
                        webTokens(PlantedKeys.KEYS, PlantedKeys.SECRET).open(InstantSource.system()),
                        parityTokens(PlantedKeys.AUTHCODES).open(InstantSource.system()))))
                .tickets(new WebSocketTickets())
                .build();
        Verdict verdict = gate.admit(facts);
        walked.addAll(List.of(facts, gate, verdict));
        if (verdict instanceof ProofNeeded needed) {
            walked.add(gate.prove(needed, PeerVerdict.Plaintext::new));
        }
        say("verdict " + verdict);
    }

    private record Held(String secret) {}

    private record Holder(Object hidden, Held held) {
        @Override
        public String toString() {
            return "****";
        }
    }

    private SecureRpcServerBuilder builder(Passphrase passphrase) {
        return builder(IdentityFiles.pem(
                folder.resolve(PlantedFolder.CERTIFICATE), folder.resolve(PlantedFolder.KEY), passphrase));
    }

    private SecureRpcServerBuilder builder(IdentityFiles identity) {
        ClientAuthentication authentication =
                ClientAuthentication.request(ClientTrust.installed(folder.resolve(PlantedFolder.CLIENTS)));
        SecureRpcServerBuilder builder = SecureRpcServer.builder()
                .service(RpcService.builder()
                        .method("block_count", Permission.PUBLIC, call -> 1000)
                        .method(
                                "echo",
                                Permission.PUBLIC,
                                call -> call.params().string("text").length())
                        .method("wallet_create", Permission.CONTROL, call -> "made")
                        .build())
                .addListener(Listener.tls("127.0.0.1", 0, identity, TlsPolicy.intermediate(), authentication))
                .addListener(Listener.plain("127.0.0.1", 0))
                .eventListener(listener());
        walked.add(builder);
        return builder;
    }

    private RunningServer start(SecureRpcServerBuilder builder) {
        SecureRpcServer server = builder.build();
        walked.add(server);
        // Files change often here, and each time somebody waits until that is seen.
        RunningServer running = server.start(new AssemblyOptions(PeerJudge::of, Duration.ofMillis(50)));
        walked.add(running);
        return running;
    }

    private SecurityEventListener listener() {
        return event -> {
            log.on(event);
            metrics.on(event);
            say("event " + event + " | " + event.text());
        };
    }

    private void failing(String what, Runnable start) {
        try {
            start.run();
            say("not refused: " + what);
        } catch (RuntimeException refused) {
            walked.add(refused);
            say("refused " + what + ": " + refused.getMessage());
            refused.printStackTrace(System.out);
        }
    }

    private Passphrase passphrase() {
        return Passphrase.of(read(PlantedFolder.PASSPHRASE));
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name)).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized void say(String text) {
        System.out.println(text);
        System.out.flush();
    }
}
