package io.securerpc.trust;

import java.util.List;

/**
 * What a trust directory holds.
 *
 * @param clients one for each certificate, by caller
 * @param unusable the other files, with the reason each lets nobody in
 */
public record ClientListing(List<InstalledClient> clients, List<TrustEntry> unusable) {
    /**
     * Copies.
     *
     * @param clients one for each certificate
     * @param unusable the other files
     */
    public ClientListing {
        clients = List.copyOf(clients);
        unusable = List.copyOf(unusable);
    }
}
