package io.securerpc.certificate;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A private key out of a key store, and every certificate that may belong to it, in no order. */
record StoredIdentity(PrivateKey key, List<X509Certificate> certificates) {
    static final String EXPECTED = "PKCS#12 or JKS with one private key and its certificates";

    /**
     * The entry that is meant: the only one, or the one with the alias. Letter case makes no difference, as in the JDK's
     * own key stores.
     *
     * @param aliases of all private keys
     */
    static int choose(Path file, List<String> aliases, @Nullable String wanted) {
        if (aliases.isEmpty()) {
            throw new KeyStoreFileException(file, "no private key", EXPECTED, null);
        }
        int[] meant = IntStream.range(0, aliases.size())
                .filter(i -> wanted == null || same(aliases.get(i), wanted))
                .toArray();
        if (meant.length == 1) {
            return meant[0];
        }
        String all =
                aliases.stream().map(alias -> "'" + Printable.of(alias) + "'").collect(Collectors.joining(", "));
        if (wanted == null) {
            throw new KeyStoreFileException(
                    file, aliases.size() + " private keys: " + all, "one private key, or the alias of one", null);
        }
        throw new KeyStoreFileException(
                file,
                (meant.length == 0 ? "no" : meant.length) + " private key" + (meant.length > 1 ? "s" : "") + " '"
                        + Printable.of(wanted) + "' among " + all,
                "the alias of one private key",
                null);
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ENGLISH).equals(other.toLowerCase(Locale.ENGLISH));
    }
}
