package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which part of a client certificate names its caller, where an authority vouches for it.
 *
 * <h2>Security</h2>
 *
 * <p>A certificate must carry exactly one such name: of two, which is the caller? Whoever has none or several is refused, and so is a
 * name that cannot be read in a log. Names are only as good as the authority that signed them.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class CallerRule {
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int MAX_NAME = 2048; // SPIFFE ID, section 2.3; far more than any other name needs
    // SPIFFE ID, section 2.1 and 2.2: segments of letters, digits, dots, dashes and underscores, none empty, "." or
    // "..".
    private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");
    private static final Pattern SPIFFE_PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[a-zA-Z0-9._-]+)+");
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    private final String text;
    private final Reading reading;

    private CallerRule(String text, Reading reading) {
        this.text = text;
        this.reading = reading;
    }

    /**
     * The one common name of the subject, its white space folded.
     *
     * @return the rule
     */
    public static CallerRule commonName() {
        return new CallerRule("common name", CallerId::commonNames);
    }

    /**
     * The one DNS name among the subject alternative names, in lower case.
     *
     * @return the rule
     */
    public static CallerRule dnsName() {
        return new CallerRule(
                "DNS name",
                certificate -> alternatives(certificate, DNS).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList());
    }

    /**
     * The one e-mail address among the subject alternative names, as written.
     *
     * @return the rule
     */
    public static CallerRule email() {
        return new CallerRule("e-mail address", certificate -> alternatives(certificate, EMAIL));
    }

    /**
     * The one URI among the subject alternative names, as written.
     *
     * @return the rule
     */
    public static CallerRule uri() {
        return new CallerRule("URI", certificate -> alternatives(certificate, URI));
    }

    /**
     * The SPIFFE ID: the certificate must be an X.509-SVID of a leaf (one URI, no authority) in this trust domain.
     *
     * @param trustDomain such as {@code example.org}
     * @return the rule
     * @throws IllegalArgumentException if that is no trust domain
     */
    public static CallerRule spiffe(String trustDomain) {
        if (!TRUST_DOMAIN.matcher(requireNonNull(trustDomain, "trustDomain")).matches()) {
            throw new IllegalArgumentException("trust domain: '" + trustDomain
                    + "' (expected: lower-case letters, digits, dots, dashes and underscores)");
        }
        String prefix = "spiffe://" + trustDomain;
        return new CallerRule(
                "SPIFFE ID in " + trustDomain,
                certificate -> isAuthority(certificate)
                        ? List.of()
                        : alternatives(certificate, URI).stream()
                                .map(uri -> isSpiffe(uri, prefix) ? uri : "")
                                .toList());
    }

    /**
     * The SHA-256 fingerprint of the certificate, as {@code sha256/} and lower-case hex: each renewal is another caller.
     *
     * @return the rule
     */
    public static CallerRule fingerprint() {
        return new CallerRule(
                "fingerprint", certificate -> List.of(CallerId.byFingerprint(Fingerprint.of(certificate))));
    }

    /** The name, or empty when there is none, there are several, or it cannot be read. */
    Optional<String> name(X509Certificate certificate) throws CertificateParsingException {
        List<String> names = reading.names(certificate);
        return names.size() == 1
                ? Optional.of(names.get(0)).filter(name -> name.length() <= MAX_NAME && CallerId.readable(name))
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CallerRule rule && text.equals(rule.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@return what names the caller, such as {@code common name}} */
    @Override
    public String toString() {
        return text;
    }

    private static boolean isSpiffe(String uri, String prefix) {
        return uri.startsWith(prefix)
                && SPIFFE_PATH.matcher(uri.substring(prefix.length())).matches();
    }

    /** X.509-SVID, section 4: a leaf is no authority and may sign neither certificates nor revocation lists. */
    private static boolean isAuthority(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 || (usage != null && (usage[KEY_CERT_SIGN] || usage[CRL_SIGN]));
    }

    private static List<String> alternatives(X509Certificate certificate, int type) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives == null
                ? List.of()
                : alternatives.stream()
                        .filter(alternative -> alternative.get(0).equals(type))
                        .map(alternative -> String.valueOf(alternative.get(1)))
                        .toList();
    }

    @FunctionalInterface
    private interface Reading {
        List<String> names(X509Certificate certificate) throws CertificateParsingException;
    }
}
