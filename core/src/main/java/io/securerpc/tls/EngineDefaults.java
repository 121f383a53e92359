package io.securerpc.tls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The groups and schemes that the JDK's server engine takes when its parameters name none, and {@link StrongSignatures} holds.
 *
 * <p>Measured on JDK 17 and 25, which have the same. A JDK that has a hybrid group (27 and later) puts it first.
 */
final class EngineDefaults {
    static final int HYBRID_SINCE_JDK = 27;

    private EngineDefaults() {}

    static List<NamedGroup> groups() {
        return Arrays.stream(NamedGroup.values())
                .filter(group -> group.kind() != NamedGroup.Kind.HYBRID
                        || Runtime.version().feature() >= HYBRID_SINCE_JDK)
                .toList();
    }

    static List<SignatureScheme> schemes() {
        return List.of(SignatureScheme.values());
    }

    /** Whether the engine knows a group by its number, if only to refuse it; what it does not know, it does not see in an offer. */
    static boolean knows(String group) {
        Optional<NamedGroup> constant = NamedGroup.find(group);
        return constant.map(groups()::contains)
                // The curves of RFC 4492, all but the three NIST curves long switched off.
                .orElse(group.startsWith("secp") || group.startsWith("sect"));
    }
}
