package io.securerpc.certificate;

import java.security.MessageDigest;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The code over the content of a PKCS#12 file: as in RFC 7292, or PBMAC1 of RFC 9579, which newer tools can write. */
final class Pkcs12Mac {
    private static final Map<ASN1ObjectIdentifier, Supplier<ExtendedDigest>> DIGESTS = Map.of(
            OIWObjectIdentifiers.idSHA1, SHA1Digest::new,
            NISTObjectIdentifiers.id_sha224, SHA224Digest::new,
            NISTObjectIdentifiers.id_sha256, SHA256Digest::new,
            NISTObjectIdentifiers.id_sha384, SHA384Digest::new,
            NISTObjectIdentifiers.id_sha512, SHA512Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA256, SHA256Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA384, SHA384Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA512, SHA512Digest::new);

    private final byte[] stated;
    private final Supplier<ExtendedDigest> digest;
    private final Derivation derivation;

    private Pkcs12Mac(byte[] stated, Supplier<ExtendedDigest> digest, Derivation derivation) {
        this.stated = stated;
        this.digest = digest;
        this.derivation = derivation;
    }

    @FunctionalInterface
    private interface Derivation {
        byte[] key(String secret);
    }

    static Pkcs12Mac of(MacData data, DerivationCost cost) throws KeyDecryption.Unsupported {
        AlgorithmIdentifier algorithm = data.getMac().getAlgorithmId();
        byte[] stated = data.getMac().getDigest();
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
            PBMAC1Params parameters = PBMAC1Params.getInstance(algorithm.getParameters());
            Supplier<ExtendedDigest> digest =
                    digest(parameters.getMessageAuthScheme().getAlgorithm());
            KeyDerivation derivation = KeyDerivation.of(
                    KeyDerivationFunc.getInstance(
                            parameters.getKeyDerivationFunc().toASN1Primitive()),
                    digest.get().getDigestSize(),
                    cost);
            return new Pkcs12Mac(stated, digest, secret -> derivation.derive(secret));
        }
        Supplier<ExtendedDigest> digest = digest(algorithm.getAlgorithm());
        int iterations = cost.spend(data.getIterationCount(), "PKCS#12 iterations");
        return new Pkcs12Mac(stated, digest, secret -> {
            PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest.get());
            generator.init(PasswordScheme.unicode(secret), data.getSalt(), iterations);
            int bits = digest.get().getDigestSize() * 8;
            return ((KeyParameter) generator.generateDerivedMacParameters(bits)).getKey();
        });
    }

    boolean matches(String secret, byte[] content) {
        HMac mac = new HMac(digest.get());
        mac.init(new KeyParameter(derivation.key(secret)));
        mac.update(content, 0, content.length);
        byte[] computed = new byte[mac.getMacSize()];
        mac.doFinal(computed, 0);
        return MessageDigest.isEqual(computed, stated);
    }

    private static Supplier<ExtendedDigest> digest(ASN1ObjectIdentifier id) throws KeyDecryption.Unsupported {
        Supplier<ExtendedDigest> digest = DIGESTS.get(id);
        if (digest == null) {
            throw new KeyDecryption.Unsupported("PKCS#12 integrity code with " + id, null);
        }
        return digest;
    }
}
