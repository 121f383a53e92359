package io.securerpc.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** What a self-signed certificate shall say, put into one. */
record CertificateRequest(KeyPurposeId purpose, X500Name subject, List<String> names, Duration validity) {
    static final int MAX_COMMON_NAME = 64; // ub-common-name of RFC 5280

    private static final Duration SLOW_CLOCKS = Duration.ofHours(1);
    private static final int MAX_DNS_NAME = 253;
    private static final Pattern DNS_NAME = Pattern.compile(
            "(\\*\\.)?[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");
    private static final SecureRandom RANDOM = new SecureRandom();

    static void requireNames(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names: none (expected: at least one DNS name or IP literal)");
        }
        names.forEach(CertificateRequest::generalName);
    }

    static void requireCommonName(String name) {
        if (name.isBlank()
                || name.length() > MAX_COMMON_NAME
                || !Printable.of(name).equals(name)) {
            throw new IllegalArgumentException("common name: '" + Printable.of(name) + "' (expected: 1 to "
                    + MAX_COMMON_NAME + " characters, no control characters)");
        }
    }

    static X500Name subject(String commonName) {
        return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    }

    IssuedCertificate issue(KeyKind kind, Instant now) {
        try {
            KeyPair keys = kind.make();
            Instant notBefore = now.minus(SLOW_CLOCKS);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    new BigInteger(127, RANDOM).setBit(126), // positive, random, never short (RFC 5280, 4.1.2.2)
                    Date.from(notBefore),
                    Date.from(notBefore.plus(validity)),
                    subject,
                    keys.getPublic());
            addExtensions(builder, keys.getPublic());
            return new IssuedCertificate(
                    new JcaX509CertificateConverter()
                            .getCertificate(builder.build(
                                    new JcaContentSignerBuilder(kind.signatureAlgorithm()).build(keys.getPrivate()))),
                    keys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "self-signed certificate: not made (expected: " + kind + " in every JDK)", e);
        }
    }

    /** Whether a certificate has exactly these names, in any order. */
    boolean hasNamesOf(X509Certificate certificate) {
        try {
            GeneralNames stated = GeneralNames.fromExtensions(
                    new JcaX509CertificateHolder(certificate).getExtensions(), Extension.subjectAlternativeName);
            return stated != null && Set.copyOf(List.of(stated.getNames())).equals(alternatives());
        } catch (GeneralSecurityException | RuntimeException e) { // malformed ASN.1, in many ways
            return false;
        }
    }

    private void addExtensions(JcaX509v3CertificateBuilder builder, PublicKey key)
            throws GeneralSecurityException, IOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
        if (!names.isEmpty()) {
            GeneralName[] alternatives = generalNames().toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        }
    }

    private Set<GeneralName> alternatives() {
        return generalNames().collect(Collectors.toUnmodifiableSet());
    }

    private Stream<GeneralName> generalNames() {
        return names.stream().map(CertificateRequest::generalName).distinct();
    }

    private static GeneralName generalName(String name) {
        if (IPAddress.isValidIPv4(name) || IPAddress.isValidIPv6(name)) {
            return new GeneralName(GeneralName.iPAddress, IpLiteral.of(name));
        }
        if (name.length() > MAX_DNS_NAME || !DNS_NAME.matcher(name).matches() || name.matches("[0-9.]+")) {
            throw new IllegalArgumentException("name: '" + name + "' (expected: a DNS name or an IP literal)");
        }
        return new GeneralName(GeneralName.dNSName, name);
    }
}
