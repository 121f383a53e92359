package io.securerpc.examples;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** How this program was started, as one would type it again. */
final class OwnCommand {
    private OwnCommand() {}

    static String text() {
        CodeSource source = OwnCommand.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI());
            return "java -jar " + ShellWord.quote(Files.isRegularFile(jar) ? shortest(jar) : "secure-rpc-node.jar");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("own location: " + source.getLocation() + " (expected: a file)", e);
        }
    }

    private static String shortest(Path jar) {
        Path here = Path.of("").toAbsolutePath();
        return jar.startsWith(here) ? here.relativize(jar).toString() : jar.toString();
    }
}
