package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
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
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link TestCertificate} shall contain; begin with {@link TestCertificate#named(String)}. */
public final class TestCertificateBuilder {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String PSS = "RSASSA-PSS";

    private X500Name subject;
    private String algorithm = "EC";
    private int bits;
    private String curve = "secp256r1";
    private boolean authority;
    private @Nullable Integer pathLength;
    private final List<Extension> more = new ArrayList<>();
    private @Nullable String signature;
    private List<GeneralName> names = List.of();
    private List<KeyPurposeId> purposes = List.of();
    private Instant notBefore = Instant.now().minus(Duration.ofDays(1));
    private Instant notAfter = Instant.now().plus(Duration.ofDays(365));
    private @Nullable KeyPair keys;
    private @Nullable Integer keyUsage;

    TestCertificateBuilder(String commonName) {
        subject = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    }

    /** Uses an RSA key of that many bits. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder rsa(int bits) {
        this.algorithm = "RSA";
        this.bits = bits;
        return this;
    }

    /** Uses an RSA key of that many bits that is for RSA-PSS signatures only. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder rsaPss(int bits) {
        this.algorithm = PSS;
        this.bits = bits;
        return this;
    }

    /** Uses an EC key on that curve. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder ec(String curve) {
        this.algorithm = "EC";
        this.curve = requireNonNull(curve, "curve");
        return this;
    }

    /** Uses an Ed25519 key. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder ed25519() {
        this.algorithm = "Ed25519";
        return this;
    }

    /** Uses the key of another certificate instead of a new one, as a renewal may. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder keyOf(TestCertificate other) {
        this.keys = new KeyPair(other.certificate().getPublicKey(), other.key());
        return this;
    }

    /** Uses a name as it is encoded, in place of the common name. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder subject(byte[] nameDer) {
        this.subject = X500Name.getInstance(requireNonNull(nameDer, "nameDer"));
        return this;
    }

    /** Marks it as an authority; {@code openssl req -x509} does so with every certificate it makes. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder ca(boolean authority) {
        this.authority = authority;
        return this;
    }

    /** Marks it as an authority under which at most so many others may stand. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder pathLength(int length) {
        this.authority = true;
        this.pathLength = length;
        return this;
    }

    /** Adds any extension, by its OID and the DER of its value. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder extension(String oid, boolean critical, byte[] der) {
        more.add(new Extension(new ASN1ObjectIdentifier(oid), critical, requireNonNull(der, "der")));
        return this;
    }

    /** Adds subject alternative names: IP literals become addresses, everything else DNS names. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder san(String... dnsOrIpLiterals) {
        this.names = Stream.of(dnsOrIpLiterals)
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toList();
        return this;
    }

    /** Sets the first moment of validity. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder notBefore(Instant notBefore) {
        this.notBefore = requireNonNull(notBefore, "notBefore");
        return this;
    }

    /** Sets the last moment of validity. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder notAfter(Instant notAfter) {
        this.notAfter = requireNonNull(notAfter, "notAfter");
        return this;
    }

    /** Limits the purposes, for instance {@code 1.3.6.1.5.5.7.3.2} for a TLS client. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder extendedKeyUsage(String... oids) {
        this.purposes = Stream.of(oids)
                .map(oid -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)))
                .toList();
        return this;
    }

    /** Limits the key's usage, by the bits of {@link KeyUsage}. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder keyUsage(int bits) {
        this.keyUsage = bits;
        return this;
    }

    /** Has it signed with an algorithm of that name, which must fit the issuer's key. */
    @CanIgnoreReturnValue
    public TestCertificateBuilder signedWith(String algorithm) {
        this.signature = requireNonNull(algorithm, "algorithm");
        return this;
    }

    /** Signs the certificate with its own key. */
    public TestCertificate selfSigned() {
        KeyPair pair = keyPair();
        return build(pair, subject, pair.getPublic(), pair.getPrivate(), null);
    }

    /** Has the certificate signed by another, whether or not that one is an authority. */
    public TestCertificate issuedBy(TestCertificate issuer) {
        X500Name name = X500Name.getInstance(
                issuer.certificate().getSubjectX500Principal().getEncoded());
        return build(keyPair(), name, issuer.certificate().getPublicKey(), issuer.key(), issuer);
    }

    private TestCertificate build(
            KeyPair pair,
            X500Name issuerName,
            PublicKey issuerPublic,
            PrivateKey issuerKey,
            @Nullable TestCertificate issuer) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    new BigInteger(64, RANDOM).add(BigInteger.ONE),
                    Date.from(notBefore),
                    Date.from(notAfter),
                    subject,
                    pair.getPublic());
            addExtensions(builder, pair.getPublic(), issuerPublic);
            var signer = (signature == null ? signer(issuerKey) : signer(signature)).build(issuerKey);
            var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new TestCertificate(certificate, pair.getPrivate(), issuer);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("cannot make test certificate " + subject, e);
        }
    }

    private void addExtensions(X509v3CertificateBuilder builder, PublicKey own, PublicKey issuer)
            throws GeneralSecurityException, CertIOException {
        var extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(own));
        builder.addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(issuer));
        builder.addExtension(
                Extension.basicConstraints,
                true,
                pathLength == null ? new BasicConstraints(authority) : new BasicConstraints(pathLength));
        for (Extension extension : more) {
            builder.addExtension(extension);
        }
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    subject.getRDNs().length == 0,
                    new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        if (keyUsage != null) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
        }
        if (!purposes.isEmpty()) {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(new ArrayList<>(purposes).toArray(KeyPurposeId[]::new)));
        }
    }

    private KeyPair keyPair() {
        if (keys != null) {
            return keys;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            switch (algorithm) {
                case "RSA", PSS -> generator.initialize(bits);
                case "EC" -> generator.initialize(new ECGenParameterSpec(curve));
                default -> {} // Ed25519 has one size
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key: " + algorithm, e);
        }
    }

    static JcaContentSignerBuilder signer(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> new JcaContentSignerBuilder("SHA256withRSA");
            case PSS -> signer("SHA256withRSAandMGF1");
            case "EC" -> new JcaContentSignerBuilder("SHA256withECDSA");
            default -> new JcaContentSignerBuilder("Ed25519");
        };
    }

    /** RSA-PSS by Bouncy Castle: the JDK has no one name for hash and padding. */
    static JcaContentSignerBuilder signer(String algorithm) {
        JcaContentSignerBuilder signer = new JcaContentSignerBuilder(algorithm);
        return algorithm.endsWith("MGF1") ? signer.setProvider(new BouncyCastleProvider()) : signer;
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }
}
