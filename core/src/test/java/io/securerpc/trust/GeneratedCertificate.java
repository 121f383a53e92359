package io.securerpc.trust;

import io.securerpc.trust.Trait.Constraints;
import io.securerpc.trust.Trait.ExtendedUsage;
import io.securerpc.trust.Trait.Issuer;
import io.securerpc.trust.Trait.Signature;
import io.securerpc.trust.Trait.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.jspecify.annotations.Nullable;

/** One certificate made from {@link Facts}, as DER: some are such that Java does not read them. */
final class GeneratedCertificate {
    private static final byte[] GARBAGE = {0x04, 0x7f, 0x01};
    private static final ASN1ObjectIdentifier NETSCAPE_TYPE = new ASN1ObjectIdentifier("2.16.840.1.113730.1.1");
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");

    private final Facts facts;
    private final byte[] subject;
    private final Authority issuer;
    private final int key;

    private GeneratedCertificate(Facts facts, byte[] subject, Authority issuer, int key) {
        this.facts = facts;
        this.subject = subject;
        this.issuer = issuer;
        this.key = key;
    }

    /** Who signs: a name and a key. */
    record Authority(byte[] name, KeyTrait kind, int key) {}

    /** A certificate with key 0 of its kind. */
    static byte[] of(Facts facts, byte[] subject, Authority issuer, long serial) {
        return new GeneratedCertificate(facts, subject, issuer, 0).der(serial);
    }

    /** The same with key 1. */
    static byte[] withOtherKey(Facts facts, byte[] subject, Authority issuer, long serial) {
        return new GeneratedCertificate(facts, subject, issuer, 1).der(serial);
    }

    private byte[] der(long serial) {
        SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(
                facts.the(KeyTrait.class).pair(key).getPublic().getEncoded());
        X500Name issuerName = X500Name.getInstance(issuer.name());
        X500Name name = X500Name.getInstance(subject);
        BigInteger number = BigInteger.valueOf(serial);
        Validity validity = Validity.of(facts.the(Trait.Moment.class));
        ContentSigner signer = issuer.kind().signer(issuer.key(), facts.the(Signature.class));
        try {
            byte[] der;
            if (facts.has(Constraints.V1)) {
                der = new X509v1CertificateBuilder(
                                issuerName, number, validity.from(), validity.until(), name, publicKey)
                        .build(signer)
                        .getEncoded();
            } else {
                X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                        issuerName, number, validity.from(), validity.until(), name, publicKey);
                addExtensions(builder);
                der = builder.build(signer).getEncoded();
            }
            if (facts.has(Signature.WRONG)) {
                der[der.length - 3] ^= 1;
            }
            return der;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addExtensions(X509v3CertificateBuilder builder) throws IOException {
        add(builder, Extension.basicConstraints, true, constraints());
        Usage usage = facts.the(Usage.class);
        add(builder, Extension.keyUsage, usage != Usage.GARBAGE, usage(usage));
        ExtendedUsage extended = facts.the(ExtendedUsage.class);
        add(builder, Extension.extendedKeyUsage, extended.name().startsWith("CRITICAL"), extended(extended));
        switch (facts.the(Trait.OtherExtension.class)) {
            case NONE -> {}
            case UNKNOWN -> add(builder, UNKNOWN, false, GARBAGE);
            case UNKNOWN_CRITICAL -> add(builder, UNKNOWN, true, GARBAGE);
            case CRITICAL_KEY_IDENTIFIER ->
                add(builder, Extension.subjectKeyIdentifier, true, new byte[] {0x04, 0x02, 1, 2});
            case CRITICAL_NAME_CONSTRAINTS ->
                add(
                        builder,
                        Extension.nameConstraints,
                        true,
                        new NameConstraints(
                                        new GeneralSubtree[] {
                                            new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))
                                        },
                                        null)
                                .getEncoded());
            case NETSCAPE_CLIENT -> add(builder, NETSCAPE_TYPE, false, new DERBitString(0x80).getEncoded());
            case NETSCAPE_SERVER -> add(builder, NETSCAPE_TYPE, false, new DERBitString(0x40).getEncoded());
            case GARBAGE_ALTERNATIVE_NAME -> add(builder, Extension.subjectAlternativeName, false, GARBAGE);
        }
        if (facts.has(SubjectTrait.EMPTY_WITH_ALTERNATIVE_NAME)) {
            byte[] names = new GeneralNames(new GeneralName(GeneralName.dNSName, "user.example.com")).getEncoded();
            add(builder, Extension.subjectAlternativeName, true, names);
        }
    }

    private static void add(
            X509v3CertificateBuilder builder, ASN1ObjectIdentifier type, boolean critical, byte @Nullable [] der)
            throws IOException {
        if (der != null) {
            builder.addExtension(new Extension(type, critical, der));
        }
    }

    private byte @Nullable [] constraints() throws IOException {
        return switch (facts.the(Constraints.class)) {
            case AUTHORITY -> new BasicConstraints(true).getEncoded();
            case ABSENT, V1 -> null;
            case NO_AUTHORITY -> new BasicConstraints(false).getEncoded();
            case PATH_LENGTH_0 -> new BasicConstraints(0).getEncoded();
            case PATH_LENGTH_3 -> new BasicConstraints(3).getEncoded();
            case NEGATIVE_PATH_LENGTH ->
                new DERSequence(new ASN1Encodable[] {org.bouncycastle.asn1.ASN1Boolean.TRUE, new ASN1Integer(-1)})
                        .getEncoded();
            case GARBAGE -> GARBAGE;
        };
    }

    private static byte @Nullable [] usage(Usage usage) throws IOException {
        return switch (usage) {
            case NONE -> null;
            case DIGITAL_SIGNATURE -> new KeyUsage(KeyUsage.digitalSignature).getEncoded();
            case KEY_AGREEMENT -> new KeyUsage(KeyUsage.keyAgreement).getEncoded();
            case SIGNATURE_AND_CERT_SIGN -> new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign).getEncoded();
            case CERT_SIGN -> new KeyUsage(KeyUsage.keyCertSign).getEncoded();
            case KEY_ENCIPHERMENT -> new KeyUsage(KeyUsage.keyEncipherment).getEncoded();
            case NO_BITS -> new KeyUsage(0).getEncoded();
            case GARBAGE -> GARBAGE;
        };
    }

    private static byte @Nullable [] extended(ExtendedUsage usage) throws IOException {
        List<KeyPurposeId> purposes = switch (usage) {
            case NONE, EMPTY, GARBAGE -> List.of();
            case CLIENT, CRITICAL_CLIENT -> List.of(KeyPurposeId.id_kp_clientAuth);
            case SERVER -> List.of(KeyPurposeId.id_kp_serverAuth);
            case BOTH -> List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
            case ANY -> List.of(KeyPurposeId.anyExtendedKeyUsage);
            case ANY_AND_SERVER -> List.of(KeyPurposeId.anyExtendedKeyUsage, KeyPurposeId.id_kp_serverAuth);
            case CRITICAL_EMAIL -> List.of(KeyPurposeId.id_kp_emailProtection);
        };
        return switch (usage) {
            case NONE -> null;
            case GARBAGE -> "no ASN.1".getBytes(StandardCharsets.US_ASCII);
            default -> new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)).getEncoded();
        };
    }

    /** Who issues for each {@link Issuer} that is not the certificate itself; made once for all. */
    static Facts issuing(Issuer issuer) {
        Facts facts = Facts.ordinary().with(KeyTrait.RSA_2048);
        return switch (issuer) {
            case INSTALLED_AUTHORITY ->
                facts.with(Usage.SIGNATURE_AND_CERT_SIGN).with(Constraints.PATH_LENGTH_0);
            case INSTALLED_NO_AUTHORITY -> facts.with(Constraints.NO_AUTHORITY);
            case INSTALLED_EXPIRED -> facts.with(Trait.Moment.EXPIRED);
            case INSTALLED_WEAK -> facts.with(KeyTrait.RSA_1024);
            case INSTALLED_WITHOUT_CERT_SIGN -> facts.with(Usage.DIGITAL_SIGNATURE);
            default -> facts;
        };
    }
}
