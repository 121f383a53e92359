package io.securerpc.tls;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves whatever identity the supplier gives at the moment of the handshake.
 *
 * <p>JSSE asks for alias, key and chain in three calls. Were the identity swapped between them, a client would be shown one
 * certificate and a signature by another's key. So an alias names one generation, and recent generations stay answerable.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
    /** How many identities stay answerable: a handshake lasts seconds, so eight renewals within one is out of reach. */
    static final int GENERATIONS = 8;

    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.tls");

    private final Supplier<ServerIdentities> identities;
    private volatile List<Generation> recent = List.of();

    IdentityKeyManager(Supplier<ServerIdentities> identities) {
        this.identities = identities;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Generation now;
        try {
            now = generation(identities.get().all().get(0));
        } catch (Throwable e) {
            LOG.error("tls: no identity to serve, handshake refused", e);
            return null;
        }
        return now.serves(keyType) ? now.alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Generation generation = byAlias(alias);
        return generation == null ? null : generation.identity().privateKey();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Generation generation = byAlias(alias);
        return generation == null ? null : generation.identity().chain().toArray(X509Certificate[]::new);
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

    private @Nullable Generation byAlias(@Nullable String alias) {
        for (Generation generation : recent) {
            if (generation.alias().equals(alias)) {
                return generation;
            }
        }
        return null;
    }

    private Generation generation(ServerIdentity current) {
        List<Generation> known = recent;
        if (!known.isEmpty() && known.get(0).identity() == current) {
            return known.get(0);
        }
        return add(current);
    }

    private synchronized Generation add(ServerIdentity current) {
        // By reference: a reload makes a new object, and an identity that returns may keep its number.
        for (Generation generation : recent) {
            if (generation.identity() == current) {
                return generation;
            }
        }
        long number = recent.isEmpty() ? 1 : recent.get(0).number() + 1;
        List<Generation> next = new ArrayList<>(GENERATIONS);
        next.add(new Generation(number, current));
        next.addAll(recent.subList(0, Math.min(recent.size(), GENERATIONS - 1)));
        recent = List.copyOf(next);
        return next.get(0);
    }

    private record Generation(long number, ServerIdentity identity) {
        String alias() {
            return "identity-" + number;
        }

        boolean serves(String keyType) {
            String algorithm = identity.leaf().getPublicKey().getAlgorithm();
            return keyType.equals(algorithm) || (keyType.equals("EC") && algorithm.equals("ECDSA"));
        }
    }
}
