package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.ServerIdentity;
import java.util.Optional;
import java.util.function.Function;

/** What a full handshake between a server's policy and a client's offer comes to. */
public sealed interface Negotiation {
    /**
     * Both agree.
     *
     * @param version of the protocol
     * @param suite the cipher suite
     * @param group the group of the key exchange; every suite that can be offered has one
     * @param scheme how the server signs
     * @param identity the identity that is served
     */
    record Agreed(
            TlsVersion version,
            CipherSuite suite,
            Optional<NamedGroup> group,
            SignatureScheme scheme,
            ServerIdentity identity)
            implements Negotiation {
        /**
         * Refuses {@code null}.
         *
         * @param version of the protocol
         * @param suite the cipher suite
         * @param group the group of the key exchange
         * @param scheme how the server signs
         * @param identity the identity that is served
         */
        public Agreed {
            requireNonNull(version, "version");
            requireNonNull(suite, "suite");
            requireNonNull(group, "group");
            requireNonNull(scheme, "scheme");
            requireNonNull(identity, "identity");
        }
    }

    /**
     * The server refuses the handshake.
     *
     * @param reason what was not in common, such as {@code group: brainpoolP256r1 (expected: one of x25519, secp256r1)}; several
     *     are separated by a semicolon
     */
    record Failed(String reason) implements Negotiation {
        /**
         * Refuses {@code null}.
         *
         * @param reason what was not in common
         */
        public Failed {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * One answer for each case.
     *
     * @param <T> of the answer
     * @param agreed for an agreement
     * @param failed for a refusal
     * @return the answer
     */
    default <T> T match(Function<Agreed, T> agreed, Function<Failed, T> failed) {
        return this instanceof Agreed both ? agreed.apply(both) : failed.apply((Failed) this);
    }
}
