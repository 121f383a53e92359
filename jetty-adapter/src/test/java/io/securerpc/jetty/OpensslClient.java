package io.securerpc.jetty;

import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code openssl s_client} without any of its own scruples, so that what is refused was refused by the server. */
final class OpensslClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern CIPHER = Pattern.compile("(\\S+), Cipher is (\\S+)");

    private final int port;

    OpensslClient(int port) {
        this.port = port;
    }

    /** What a handshake came to: the cipher, {@code (NONE)} where there was none, and the version that cipher belongs to. */
    record Handshake(String cipher, String protocol, boolean compressed) {
        boolean completed() {
            return !cipher.equals("(NONE)");
        }
    }

    /** Shakes hands once and goes away. */
    Handshake offer(String... arguments) {
        String text = Tools.run(LIMIT, command(arguments)).stdout();
        Matcher cipher = CIPHER.matcher(text);
        if (!cipher.find()) {
            throw new AssertionError("no handshake was tried by " + List.of(command(arguments)) + "\n" + text);
        }
        boolean compressed = text.contains("Compression: ") && !text.contains("Compression: NONE");
        return new Handshake(cipher.group(2), cipher.group(1), compressed);
    }

    /** Whether the server lets a client of TLS 1.2 shake hands again on one connection; seen by the certificate coming twice. */
    boolean renegotiates() throws Exception {
        Process process = new ProcessBuilder(command("-tls1_2", "-cipher", "ALL:@SECLEVEL=0"))
                .redirectErrorStream(true)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            CompletableFuture<String> first = CompletableFuture.supplyAsync(
                    () -> readUntil(process.getInputStream(), "\n---\n", "Verify return code"));
            if (!first.get(LIMIT.toSeconds(), TimeUnit.SECONDS).contains("Verify return code")) {
                throw new AssertionError("no handshake to begin with");
            }
            input.write("R\n".getBytes(StandardCharsets.US_ASCII));
            input.flush();
            CompletableFuture<String> second = CompletableFuture.supplyAsync(
                    () -> readUntil(process.getInputStream(), "verify return:1", "verify return:1"));
            String answer = second.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!answer.contains("RENEGOTIATING")) {
                throw new AssertionError("no renegotiation was tried\n" + answer);
            }
            return answer.contains("verify return:1");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Every suite of TLS 1.2 and before that the client has, as {@code openssl ciphers -v} describes it. */
    static List<Suite> suites() {
        return Tools.run(LIMIT, "openssl", "ciphers", "-s", "-v", "-tls1_2", "ALL:COMPLEMENTOFALL:@SECLEVEL=0")
                .success()
                .lines()
                .map(Suite::parse)
                .toList();
    }

    record Suite(String name, String exchange, String authentication, String encryption, String mac) {
        static Suite parse(String line) {
            String[] words = line.trim().split(" +");
            return new Suite(words[0], value(words[2]), value(words[3]), value(words[4]), value(words[5]));
        }

        boolean cbc() {
            return !mac.equals("AEAD") && !encryption.equals("None") && !encryption.startsWith("RC4");
        }

        private static String value(String word) {
            return word.substring(word.indexOf('=') + 1);
        }
    }

    private String[] command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of(arguments));
        return Stream.concat(command.stream(), Stream.of("-legacy_renegotiation"))
                .toArray(String[]::new);
    }

    /** Reads until a text has come after another, or the end. */
    private static String readUntil(InputStream stream, String last, String after) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[4096];
        try {
            int seen = -1;
            while (seen < 0) {
                int count = stream.read(buffer);
                if (count < 0) {
                    break;
                }
                text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                int begin = text.indexOf(after);
                seen = begin < 0 ? -1 : text.indexOf(last, begin);
            }
        } catch (IOException e) {
            return text.toString(); // the process ended
        }
        return text.toString();
    }
}
