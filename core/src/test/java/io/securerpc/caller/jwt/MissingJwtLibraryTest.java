package io.securerpc.caller.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** A program without the library for tokens: it hears what to add, when it asks for tokens and not before. */
class MissingJwtLibraryTest {
    @Test
    void theStartNamesWhatToAddForKeys() throws Exception {
        try (URLClassLoader loader = new WithoutLibrary()) {
            Object keys = loader.loadClass(JwtKeys.class.getName())
                    .getMethod("files", Path.class, Path[].class)
                    .invoke(null, Path.of("jwks.json"), new Path[0]);
            Object issuer = loader.loadClass(JwtIssuer.class.getName())
                    .getMethod("of", String.class, String.class, keys.getClass())
                    .invoke(null, "https://login.example.com/", "node", keys);

            assertNamesWhatToAdd(loader, issuer);
        }
    }

    @Test
    void theStartNamesWhatToAddForASecret() throws Exception {
        try (URLClassLoader loader = new WithoutLibrary()) {
            Object secret = loader.loadClass(JwtSecret.class.getName())
                    .getMethod("file", String.class, Path.class)
                    .invoke(null, "engine", Path.of("jwt.hex"));

            assertNamesWhatToAdd(loader, secret);
        }
    }

    private static void assertNamesWhatToAdd(ClassLoader loader, Object signer) throws Exception {
        Class<?> signers = loader.loadClass(JwtSigner.class.getName());
        Class<?> tokens = loader.loadClass(JwtTokens.class.getName());
        Object source = tokens.getMethod("signedBy", signers, signers.arrayType())
                .invoke(null, signer, Array.newInstance(signers, 0));
        InvocationTargetException refusal = catchThrowableOfType(
                InvocationTargetException.class,
                () -> tokens.getMethod("open", InstantSource.class).invoke(source, InstantSource.system()));

        assertThat(refusal).isNotNull();
        assertThat(refusal.getCause().getClass().getName()).isEqualTo(MissingJwtLibraryException.class.getName());
        assertThat(refusal.getCause())
                .hasMessage("JWT: com.nimbusds:nimbus-jose-jwt is missing"
                        + " (expected: a dependency of the program, beside secure-rpc)");
    }

    /** Our own classes anew, and everything else but the library. */
    private static final class WithoutLibrary extends URLClassLoader {
        WithoutLibrary() {
            super(
                    new URL[] {
                        JwtTokens.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    MissingJwtLibraryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.nimbusds.")) {
                throw new ClassNotFoundException(name);
            }
            if (name.startsWith("io.securerpc.")) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
            return super.loadClass(name, resolve);
        }
    }
}
