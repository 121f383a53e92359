package io.securerpc.trust;

import io.securerpc.trust.RevocationList.Age;
import java.security.cert.X509CRL;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;

/** How old the newest revocation list of each key is. An old one that comes back, from a stale mirror or by an attacker's hand, would take revocations back. */
final class ListAges {
    private final Map<Signer, Age> newest;

    private ListAges(Map<Signer, Age> newest) {
        this.newest = Map.copyOf(newest);
    }

    static ListAges of(List<X509CRL> lists) {
        Map<Signer, Age> newest = new HashMap<>();
        for (X509CRL list : lists) {
            newest.merge(Signer.of(list), Age.of(list), ListAges::later);
        }
        return new ListAges(newest);
    }

    /**
     * What counts once other lists are in their place.
     *
     * @throws ClientAuthorityException if one of them is older than its key's was
     */
    ListAges followedBy(ListAges next, String authority) {
        Map<Signer, Age> all = new HashMap<>(newest);
        next.newest.forEach((signer, age) -> {
            Age before = newest.get(signer);
            if (before != null && age.compareTo(before) < 0) {
                throw new ClientAuthorityException(
                        authority,
                        "list of '" + Texts.subject(signer.issuer()) + "' from " + age.thisUpdate()
                                + ", older than one that counted before, from " + before.thisUpdate(),
                        "the issuer's newest list; to mean an older one, start the server again");
            }
            all.put(signer, age);
        });
        return new ListAges(all);
    }

    private static Age later(Age one, Age other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** Who issued a list, and by which of its keys, as the list itself says: it is believed once its signature is right. */
    private record Signer(X500Principal issuer, String key) {
        static Signer of(X509CRL list) {
            byte[] key = list.getExtensionValue(Extension.authorityKeyIdentifier.getId());
            return new Signer(list.getIssuerX500Principal(), Arrays.toString(key));
        }
    }
}
