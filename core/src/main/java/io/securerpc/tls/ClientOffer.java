package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.PeerText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client says in its ClientHello, as far as it decides what is negotiated.
 *
 * <p>Everything is text, by the names of the IANA registries, of JSSE or of OpenSSL, because clients offer much that no policy has: TLS 1.1,
 * CBC suites, GREASE. What is unknown is kept and matches nothing. Order is the client's preference.
 *
 * <h2>Defaults</h2>
 *
 * <p>What is not set is not in the hello, with the consequences that TLS gives to that; only {@code keyShares} has a default of its own:
 *
 * <ul>
 *   <li>versions: the hello of a client that has no TLS 1.3, and offers 1.2
 *   <li>groups: TLS 1.3 fails; in TLS 1.2 the server chooses among its own
 *   <li>key shares: one for the first group, as nearly every client sends
 *   <li>signature schemes: TLS 1.3 fails; in TLS 1.2 it means SHA-1, which no policy signs with
 *   <li>certificate schemes: the signature schemes
 *   <li>server name: the default identity is served
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable; the builder is for one thread.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * ClientOffer.builder()
 *         .versions("TLSv1.3", "TLSv1.2")
 *         .cipherSuites("TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA")
 *         .groups("X25519", "P-256")
 *         .signatureSchemes("ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256")
 *         .serverName("node.example.com")
 *         .build()
 * }</pre>
 */
public final class ClientOffer {
    private final List<String> versions;
    private final List<String> cipherSuites;
    private final Optional<List<String>> groups;
    private final Optional<List<String>> keyShares;
    private final Optional<List<String>> signatureSchemes;
    private final Optional<List<String>> certificateSchemes;
    private final Optional<String> serverName;

    private ClientOffer(Builder builder) {
        versions = Objects.requireNonNullElse(builder.versions, List.of(TlsVersion.TLS_1_2.jsseName()));
        cipherSuites = Objects.requireNonNullElse(builder.cipherSuites, List.of());
        groups = Optional.ofNullable(builder.groups);
        keyShares = Optional.ofNullable(builder.keyShares).or(() -> groups.map(ClientOffer::firstOnly));
        signatureSchemes = Optional.ofNullable(builder.signatureSchemes);
        certificateSchemes = Optional.ofNullable(builder.certificateSchemes);
        serverName = Optional.ofNullable(builder.serverName);
    }

    private static List<String> firstOnly(List<String> groups) {
        return groups.subList(0, Math.min(1, groups.size()));
    }

    /**
     * Starts with an empty hello.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The versions offered.
     *
     * @return as they were written
     */
    public List<String> versions() {
        return versions;
    }

    /**
     * The cipher suites offered.
     *
     * @return as they were written, the preferred one first
     */
    public List<String> cipherSuites() {
        return cipherSuites;
    }

    /**
     * The groups offered, in {@code supported_groups}.
     *
     * @return as they were written, the preferred one first; empty if the client does not say
     */
    public Optional<List<String>> groups() {
        return groups;
    }

    /**
     * The groups for which the hello brings a key, in {@code key_share}.
     *
     * @return in the order sent; empty if there are no groups either
     */
    public Optional<List<String>> keyShares() {
        return keyShares;
    }

    /**
     * How the server may sign the handshake, in {@code signature_algorithms}.
     *
     * @return as they were written, the preferred one first; empty if the client does not say
     */
    public Optional<List<String>> signatureSchemes() {
        return signatureSchemes;
    }

    /**
     * How certificates may be signed, in {@code signature_algorithms_cert}.
     *
     * @return as they were written, the preferred one first; empty if the client does not say
     */
    public Optional<List<String>> certificateSchemes() {
        return certificateSchemes;
    }

    /**
     * The name the client asks for, in {@code server_name}.
     *
     * @return as it was written; empty if it asks for none
     */
    public Optional<String> serverName() {
        return serverName;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientOffer offer && parts().equals(offer.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(versions, cipherSuites, groups, keyShares, signatureSchemes, certificateSchemes, serverName);
    }

    /** {@return what is offered, such as {@code ClientOffer[versions=TLSv1.2; cipher suites=AES128-SHA]}} */
    @Override
    public String toString() {
        return Stream.of(
                        line("versions", Optional.of(versions)),
                        line("cipher suites", Optional.of(cipherSuites)),
                        line("groups", groups),
                        line("key shares", keyShares),
                        line("signature schemes", signatureSchemes),
                        line("certificate schemes", certificateSchemes),
                        line("server name", serverName.map(List::of)))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; ", "ClientOffer[", "]"));
    }

    private static Optional<String> line(String subject, Optional<List<String>> values) {
        return values.map(list -> subject + "=" + PeerText.escape(String.join(", ", list), 1000));
    }

    /** Collects what a hello says; each part may be set once. */
    public static final class Builder {
        private @Nullable List<String> versions;
        private @Nullable List<String> cipherSuites;
        private @Nullable List<String> groups;
        private @Nullable List<String> keyShares;
        private @Nullable List<String> signatureSchemes;
        private @Nullable List<String> certificateSchemes;
        private @Nullable String serverName;

        private Builder() {}

        /**
         * The versions, in any order.
         *
         * @param names such as {@code TLSv1.3}
         * @return this builder
         */
        public Builder versions(String... names) {
            versions = once("versions", versions, names);
            return this;
        }

        /**
         * The cipher suites.
         *
         * @param ianaOrOpensslNames such as {@code TLS_AES_128_GCM_SHA256} or {@code ECDHE-RSA-AES128-GCM-SHA256}, the preferred one first
         * @return this builder
         */
        public Builder cipherSuites(String... ianaOrOpensslNames) {
            cipherSuites = once("cipher suites", cipherSuites, ianaOrOpensslNames);
            return this;
        }

        /**
         * The groups.
         *
         * @param names such as {@code x25519} or {@code P-256}, the preferred one first
         * @return this builder
         */
        public Builder groups(String... names) {
            groups = once("groups", groups, names);
            return this;
        }

        /**
         * The groups for which a key is sent along; for another one the server would have to ask (HelloRetryRequest).
         *
         * @param names of groups, the preferred one first; none for a hello without any key
         * @return this builder
         */
        public Builder keyShares(String... names) {
            keyShares = once("key shares", keyShares, names);
            return this;
        }

        /**
         * How the server may sign the handshake.
         *
         * @param names such as {@code ecdsa_secp256r1_sha256} or {@code ECDSA+SHA256}, the preferred one first
         * @return this builder
         */
        public Builder signatureSchemes(String... names) {
            signatureSchemes = once("signature schemes", signatureSchemes, names);
            return this;
        }

        /**
         * How certificates may be signed, where the client tells that apart, as Java's own does.
         *
         * @param names of signature schemes, the preferred one first
         * @return this builder
         */
        public Builder certificateSchemes(String... names) {
            certificateSchemes = once("certificate schemes", certificateSchemes, names);
            return this;
        }

        /**
         * The host name asked for (SNI).
         *
         * @param name as the client sends it
         * @return this builder
         */
        public Builder serverName(String name) {
            requireNonNull(name, "name");
            refuseSecond("server name", serverName);
            serverName = name;
            return this;
        }

        /**
         * Makes the offer.
         *
         * @return the offer
         */
        public ClientOffer build() {
            return new ClientOffer(this);
        }

        private static List<String> once(String subject, @Nullable List<String> first, String[] names) {
            List<String> copy = List.of(requireNonNull(names, "names"));
            refuseSecond(subject, first);
            return copy;
        }

        private static void refuseSecond(String subject, @Nullable Object first) {
            if (first != null) {
                throw new IllegalStateException(
                        "client offer: " + subject + " set twice (expected: once; first was " + first + ")");
            }
        }
    }
}
