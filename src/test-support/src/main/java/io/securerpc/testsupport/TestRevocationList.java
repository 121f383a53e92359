package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate revocation list in the making, valid from an hour ago for a day unless said otherwise. */
public final class TestRevocationList {
    private final TestCertificate issuer;
    private final List<BigInteger> revoked = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();
    private TestCertificate signer;
    private @Nullable String algorithm;
    private Instant thisUpdate = Instant.now().minus(Duration.ofHours(1));
    private @Nullable Instant nextUpdate = Instant.now().plus(Duration.ofDays(1));

    private TestRevocationList(TestCertificate issuer) {
        this.issuer = issuer;
        this.signer = issuer;
    }

    /** A list in the name of an issuer, signed with its key. */
    public static TestRevocationList of(TestCertificate issuer) {
        return new TestRevocationList(requireNonNull(issuer, "issuer"));
    }

    /** Names a certificate as revoked. */
    @CanIgnoreReturnValue
    public TestRevocationList revoking(TestCertificate certificate) {
        revoked.add(requireNonNull(certificate, "certificate").certificate().getSerialNumber());
        return this;
    }

    /** Names certificates as revoked that nobody has to make. */
    @CanIgnoreReturnValue
    public TestRevocationList revokingSerials(Collection<BigInteger> serials) {
        revoked.addAll(requireNonNull(serials, "serials"));
        return this;
    }

    /** Has it signed with another key than the issuer's. */
    @CanIgnoreReturnValue
    public TestRevocationList signedBy(TestCertificate other) {
        this.signer = requireNonNull(other, "other");
        return this;
    }

    /** Has it signed by another algorithm, such as SHA1withECDSA. */
    @CanIgnoreReturnValue
    public TestRevocationList signature(String name) {
        this.algorithm = requireNonNull(name, "name");
        return this;
    }

    /** Sets both dates; {@code null} leaves the next update out. */
    @CanIgnoreReturnValue
    public TestRevocationList valid(Instant from, @Nullable Instant until) {
        this.thisUpdate = requireNonNull(from, "from");
        this.nextUpdate = until;
        return this;
    }

    /** Adds any extension, by its OID and the DER of its value. */
    @CanIgnoreReturnValue
    public TestRevocationList extension(String oid, boolean critical, byte[] der) {
        extensions.add(new Extension(new ASN1ObjectIdentifier(oid), critical, requireNonNull(der, "der")));
        return this;
    }

    /** Returns the list as PEM. */
    public String pem() {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(
                    X500Name.getInstance(
                            issuer.certificate().getSubjectX500Principal().getEncoded()),
                    Date.from(thisUpdate));
            if (nextUpdate != null) {
                builder.setNextUpdate(Date.from(nextUpdate));
            }
            for (BigInteger serial : revoked) {
                builder.addCRLEntry(serial, Date.from(thisUpdate), CRLReason.keyCompromise);
            }
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(signer.certificate().getPublicKey()));
            for (Extension extension : extensions) {
                builder.addExtension(extension);
            }
            JcaContentSignerBuilder by = algorithm == null
                    ? TestCertificateBuilder.signer(signer.key())
                    : TestCertificateBuilder.signer(algorithm);
            byte[] der = builder.build(by.build(signer.key())).getEncoded();
            return "-----BEGIN X509 CRL-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(der)
                    + "\n-----END X509 CRL-----\n";
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("cannot make test revocation list", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes {@link #pem()} to a file and returns that file. */
    public Path write(Path file) {
        try {
            return Files.writeString(requireNonNull(file, "file"), pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
