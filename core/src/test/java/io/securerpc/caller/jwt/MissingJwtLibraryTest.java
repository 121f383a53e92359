package io.securerpc.caller.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** A program without the library for tokens: it hears what to add, when it asks for tokens and not before. */
class MissingJwtLibraryTest {
    @Test
    void theStartNamesWhatToAdd() throws Exception {
        URL[] own = {JwtTokens.class.getProtectionDomain().getCodeSource().getLocation()};
        try (URLClassLoader loader = new WithoutLibrary(own)) {
            Object keys = loader.loadClass(JwtKeys.class.getName())
                    .getMethod("files", Path.class, Path[].class)
                    .invoke(null, Path.of("jwks.json"), new Path[0]);
            Class<?> issuers = loader.loadClass(JwtIssuer.class.getName());
            Object issuer = issuers.getMethod("of", String.class, String.class, keys.getClass())
                    .invoke(null, "https://login.example.com/", "node", keys);
            Class<?> signers = loader.loadClass(JwtSigner.class.getName());
            Class<?> tokens = loader.loadClass(JwtTokens.class.getName());
            Object source = tokens.getMethod("signedBy", signers, signers.arrayType())
                    .invoke(null, issuer, java.lang.reflect.Array.newInstance(signers, 0));
            Throwable refusal = null;
            try {
                tokens.getMethod("open", InstantSource.class).invoke(source, InstantSource.system());
            } catch (InvocationTargetException e) {
                refusal = e.getCause();
            }
            assertThat(refusal).isNotNull();
            assertThat(refusal.getClass().getName()).isEqualTo(MissingJwtLibraryException.class.getName());
            assertThat(refusal)
                    .hasMessage("JWT: com.nimbusds:nimbus-jose-jwt is missing"
                            + " (expected: a dependency of the program, beside secure-rpc)");
        }
    }

    /** Our own classes anew, and everything else but the library. */
    private static final class WithoutLibrary extends URLClassLoader {
        WithoutLibrary(URL[] own) {
            super(own, MissingJwtLibraryTest.class.getClassLoader());
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
