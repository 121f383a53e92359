package io.securerpc.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.util.IPAddress;

/** The exact host names and addresses a certificate is for (RFC 6125, section 6.4.4: a common name only without SANs). */
final class CertificateNames {
    private static final int DNS = 2;
    private static final int IP = 7;
    private static final Pattern HOST = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    private CertificateNames() {}

    /** Exact names and addresses, without wildcards. */
    static Set<String> of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        written(certificate).forEach(name -> add(names, name));
        return Set.copyOf(names);
    }

    /** Wildcards over one label, such as {@code *.example.com} (RFC 6125, section 6.4.3); others match nothing. */
    static Set<String> wildcards(X509Certificate certificate) {
        return written(certificate).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name ->
                        name.startsWith("*.") && HOST.matcher(name.substring(2)).matches())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> written(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        boolean alternatives = false;
        for (List<?> alternative : alternatives(certificate)) {
            Object type = alternative.get(0);
            if (type.equals(DNS) || type.equals(IP)) {
                alternatives = true;
                names.add(String.valueOf(alternative.get(1)));
            }
        }
        return alternatives ? names : commonNames(certificate);
    }

    private static List<String> commonNames(X509Certificate certificate) {
        try {
            List<String> names = new ArrayList<>();
            X500Name subject =
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
            for (RDN rdn : subject.getRDNs(BCStyle.CN)) {
                names.add(IETFUtils.valueToString(rdn.getFirst().getValue()));
            }
            return names;
        } catch (RuntimeException e) { // the JDK takes subjects that Bouncy Castle does not
            throw new CertificateChainException(
                    null, "subject name that cannot be read", "a well-formed certificate", e);
        }
    }

    private static void add(Set<String> names, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (IPAddress.isValidIPv6(lower)) {
            names.add(IpLiteral.of(lower));
        } else if (HOST.matcher(lower).matches()) {
            names.add(lower);
        }
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            return alternatives == null ? List.of() : alternatives;
        } catch (CertificateParsingException e) {
            throw new CertificateChainException(
                    null, "subject alternative names that cannot be read", "a well-formed certificate", e);
        }
    }
}
