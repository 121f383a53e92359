package io.securerpc.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** The names a self-signed server certificate is for. */
final class CertificateRequest {
    private static final Duration VALIDITY = Duration.ofDays(820);
    private static final Duration SLOW_CLOCKS = Duration.ofHours(1);

    /** Tells certificates made here, which may be replaced, from those of the operator. */
    private static final String ORGANIZATION = "secure-rpc self-signed";

    private static final int MAX_COMMON_NAME = 64; // ub-common-name of RFC 5280
    private static final int MAX_DNS_NAME = 253;
    private static final Pattern DNS_NAME = Pattern.compile(
            "(\\*\\.)?[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<String> names;

    CertificateRequest(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names: none (expected: at least one DNS name or IP literal)");
        }
        this.names = List.copyOf(names);
        this.names.forEach(CertificateRequest::generalName);
    }

    static boolean isOurs(X509Certificate certificate) {
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        RDN[] organizations = subject.getRDNs(BCStyle.O);
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && organizations.length == 1
                && IETFUtils.valueToString(organizations[0].getFirst().getValue())
                        .equals(ORGANIZATION);
    }

    IssuedIdentity issue(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            Instant notBefore = now.minus(SLOW_CLOCKS);
            X500Name subject = subject();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    new BigInteger(127, RANDOM).setBit(126), // positive, random, never short (RFC 5280, 4.1.2.2)
                    Date.from(notBefore),
                    Date.from(notBefore.plus(VALIDITY)),
                    subject,
                    keys.getPublic());
            addExtensions(builder, keys);
            return new IssuedIdentity(
                    new JcaX509CertificateConverter()
                            .getCertificate(builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))),
                    keys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("self-signed certificate: not made (expected: EC P-256 in every JDK)", e);
        }
    }

    private void addExtensions(JcaX509v3CertificateBuilder builder, KeyPair keys)
            throws GeneralSecurityException, IOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        GeneralName[] alternatives =
                names.stream().map(CertificateRequest::generalName).toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
    }

    private X500Name subject() {
        String first = names.get(0);
        return new X500NameBuilder()
                .addRDN(BCStyle.CN, first.length() <= MAX_COMMON_NAME ? first : "secure-rpc")
                .addRDN(BCStyle.O, ORGANIZATION)
                .build();
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
