package io.securerpc.tls;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The groups and schemes that the JDK's server engine takes when a policy names none, in the JDK's order.
 *
 * <p>A newer JDK tells them. On an older one they are what its client offers ({@link JdkOffer}) in the order of the constants; that order
 * matters only to a TLS 1.2 client that sends no groups, and is the one measured on JDK 17. Either way what
 * {@link StrongSignatures} holds back has no constant.
 */
final class EngineDefaults {
    private EngineDefaults() {}

    /** Asked once: nothing it depends on changes while the JVM runs. */
    private static final class Once {
        private static final SSLParameters PARAMETERS = parameters();
        private static final List<NamedGroup> GROUPS =
                offered(ListParameter.NAMED_GROUPS, NamedGroup.values(), NamedGroup::jsseName, NamedGroup::find);
        private static final List<SignatureScheme> SCHEMES = offered(
                ListParameter.SIGNATURE_SCHEMES,
                SignatureScheme.values(),
                SignatureScheme::jsseName,
                SignatureScheme::find);

        private static SSLParameters parameters() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(new KeyManager[0], new TrustManager[0], null);
                return context.getDefaultSSLParameters();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("tls: the JDK has no usable TLS (expected: SSLContext \"TLS\")", e);
            }
        }

        private static <T> List<T> offered(
                ListParameter parameter, T[] values, Function<T, String> name, Function<String, Optional<T>> find) {
            Predicate<T> there = value -> JdkOffer.names().contains(name.apply(value));
            return parameter
                    .read(PARAMETERS)
                    .map(names -> Arrays.stream(names).flatMap(text -> find.apply(text).stream()))
                    .orElseGet(() -> Arrays.stream(values))
                    .filter(there)
                    .toList();
        }
    }

    static List<NamedGroup> groups() {
        return Once.GROUPS;
    }

    static List<SignatureScheme> schemes() {
        return Once.SCHEMES;
    }

    /** Whether the engine knows a group by its number, if only to refuse it; what it does not know, it does not see in an offer. */
    static boolean knows(String group) {
        return NamedGroup.find(group)
                .map(constant -> constant.kind() != NamedGroup.Kind.HYBRID
                        || JdkOffer.names().contains(constant.jsseName()))
                // The curves of RFC 4492, all but the three NIST curves long switched off.
                .orElse(group.startsWith("secp") || group.startsWith("sect"));
    }
}
