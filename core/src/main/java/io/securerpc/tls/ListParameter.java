package io.securerpc.tls;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A list of names that {@link SSLParameters} has only on newer JDKs than the one this is compiled for. */
enum ListParameter {
    /** Since JDK 20. */
    NAMED_GROUPS("NamedGroups", "named groups", 20),
    /** Since JDK 19. */
    SIGNATURE_SCHEMES("SignatureSchemes", "signature schemes", 19);

    private final String words;
    private final int sinceJdk;
    private final @Nullable MethodHandle getter;
    private final @Nullable MethodHandle setter;

    ListParameter(String property, String words, int sinceJdk) {
        this.words = words;
        this.sinceJdk = sinceJdk;
        this.getter = find("get" + property, MethodType.methodType(String[].class));
        this.setter = find("set" + property, MethodType.methodType(void.class, String[].class));
    }

    private static @Nullable MethodHandle find(String method, MethodType type) {
        try {
            return MethodHandles.publicLookup().findVirtual(SSLParameters.class, method, type);
        } catch (NoSuchMethodException e) {
            return null; // an older JDK: lack() says so
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Why the parameter cannot be set here; empty where it can. */
    Optional<String> lack() {
        return getter != null && setter != null
                ? Optional.empty()
                : Optional.of("a way to set %s (needs JDK %d or later, this is JDK %s)"
                        .formatted(words, sinceJdk, Runtime.version()));
    }

    void set(SSLParameters parameters, String[] names) {
        invoke(setter, parameters, (Object) names);
    }

    boolean holds(SSLParameters parameters, String[] names) {
        return Arrays.equals((String[]) invoke(getter, parameters), names);
    }

    /** What the parameter says; empty when it says nothing, which for JSSE means its own choice. */
    Optional<String[]> read(SSLParameters parameters) {
        return getter == null ? Optional.empty() : Optional.ofNullable((String[]) invoke(getter, parameters));
    }

    private @Nullable Object invoke(@Nullable MethodHandle method, Object... arguments) {
        if (method == null) {
            throw new IllegalStateException("tls: " + words + " (expected: a JDK that can set them)");
        }
        try {
            return method.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("tls: cannot read or set " + words, e);
        }
    }
}
