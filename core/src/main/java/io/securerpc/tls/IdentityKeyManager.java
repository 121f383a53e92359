package io.securerpc.tls;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one of the identities the supplier gives at the moment of the handshake, as {@link IdentityRequest} says which.
 *
 * <p>JSSE asks for alias, key and chain in three calls. Were the identities swapped between them, a client would be shown one
 * certificate and a signature by another's key. So an alias names one generation, and recent generations stay answerable. It also
 * asks for several types of key in turn: a handshake that was answered "not this type" goes on with the same generation, or it might
 * be told so once by the old identities and once by the new, and fail.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
    /** How many sets of identities stay answerable: a handshake lasts seconds, so eight renewals within one are out of reach. */
    static final int GENERATIONS = 8;

    private static final String PINNED = "io.securerpc.tls.identities";
    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.tls");

    private final Supplier<ServerIdentities> identities;
    private volatile List<Generation> recent = List.of();

    IdentityKeyManager(Supplier<ServerIdentities> identities) {
        this.identities = identities;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyType, engine == null ? null : engine.getHandshakeSession());
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = choose(keyType, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return byAlias(alias).map(ServerIdentity::privateKey).orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return byAlias(alias)
                .map(identity -> identity.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    /** This is a server: it has no identity to show as a client. */
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    private @Nullable String choose(String keyType, @Nullable SSLSession handshake) {
        try {
            Generation generation = generation(handshake);
            Optional<ServerIdentity> chosen = IdentityRequest.of(handshake).choose(generation.identities(), keyType);
            pin(handshake, chosen.isPresent() ? null : generation);
            return chosen.map(generation::alias).orElse(null);
        } catch (Throwable e) {
            LOG.error("tls: no identity to serve, handshake refused", e);
            return null;
        }
    }

    private Generation generation(@Nullable SSLSession handshake) {
        Object pinned = handshake == null ? null : handshake.getValue(PINNED);
        return pinned instanceof Generation generation ? generation : generation(identities.get());
    }

    /** Only while JSSE goes on asking: a finished session lives for long, and would keep the keys in memory as long. */
    private static void pin(@Nullable SSLSession handshake, @Nullable Generation generation) {
        if (handshake == null) {
            return;
        }
        if (generation == null) {
            handshake.removeValue(PINNED);
        } else {
            handshake.putValue(PINNED, generation);
        }
    }

    private Optional<ServerIdentity> byAlias(@Nullable String alias) {
        return recent.stream()
                .flatMap(generation -> generation.identity(alias).stream())
                .findFirst();
    }

    private Generation generation(ServerIdentities current) {
        List<Generation> known = recent;
        return !known.isEmpty() && known.get(0).holds(current) ? known.get(0) : add(current);
    }

    private synchronized Generation add(ServerIdentities current) {
        for (Generation generation : recent) {
            if (generation.holds(current)) {
                return generation;
            }
        }
        long number = recent.isEmpty() ? 1 : recent.get(0).number() + 1;
        List<Generation> next = new ArrayList<>(GENERATIONS);
        next.add(Generation.of(number, current));
        next.addAll(recent.subList(0, Math.min(recent.size(), GENERATIONS - 1)));
        recent = List.copyOf(next);
        return next.get(0);
    }

    /** One set of identities, under a number that no other set has had; an alias for each of {@link ServerIdentities#all()}. */
    private record Generation(long number, ServerIdentities identities, List<String> aliases) {
        static Generation of(long number, ServerIdentities identities) {
            return new Generation(
                    number,
                    identities,
                    IntStream.range(0, identities.all().size())
                            .mapToObj(index -> "identity-" + number + "-" + index)
                            .toList());
        }

        String alias(ServerIdentity identity) {
            return aliases.get(identities.all().indexOf(identity));
        }

        Optional<ServerIdentity> identity(@Nullable String alias) {
            int index = aliases.indexOf(alias);
            return index < 0 ? Optional.empty() : Optional.of(identities.all().get(index));
        }

        /** An identity equals only itself: a reload makes new ones, and a set that returns may keep its number. */
        boolean holds(ServerIdentities others) {
            return identities == others || identities.all().equals(others.all());
        }
    }
}
