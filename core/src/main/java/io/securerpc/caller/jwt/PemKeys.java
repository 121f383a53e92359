package io.securerpc.caller.jwt;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Public keys in PEM, as {@code openssl pkey -pubout} writes them. They have no names, so they answer to every {@code kid}. */
final class PemKeys {
    private static final String TYPE = "PUBLIC KEY";
    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final String EC = "1.2.840.10045.2.1";
    private static final String ED25519 = "1.3.101.112";

    private static final String KINDS = "RSA, EC on P-256, P-384 or P-521, or Ed25519";

    private final String subject;
    private final PublicKeys keys;

    PemKeys(String subject, PublicKeys keys) {
        this.subject = subject;
        this.keys = keys;
    }

    List<VerificationKey> read(byte[] bytes) {
        List<VerificationKey> found = new ArrayList<>();
        int blocks = 0;
        try (PemReader reader = new PemReader(new StringReader(new String(bytes, StandardCharsets.US_ASCII)))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks++;
                checkType(block.getType());
                keys.key(parse(block.getContent()), null).ifPresent(found::add);
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof JwtKeyException refused) {
                throw refused;
            }
            // What a reader of PEM throws at what is none differs; none of it says more than this.
            throw refused("a block that cannot be read", "-----BEGIN PUBLIC KEY-----");
        }
        if (blocks == 0) {
            // Unlike an empty key set, this says nothing: it may be a file that is being written.
            throw refused("no key", KeyReader.EXPECTED);
        }
        return found;
    }

    private void checkType(String type) {
        if (type.endsWith("PRIVATE KEY")) {
            throw refused(
                    "a private key", "public keys alone (openssl pkey -pubout); this one may have to be replaced");
        }
        if (!type.equals(TYPE)) {
            throw refused(
                    type.equals("CERTIFICATE") ? "a certificate" : "a block of another type",
                    "PUBLIC KEY (openssl x509 -pubkey -noout prints that of a certificate)");
        }
    }

    private JWK parse(byte[] encoded) {
        try {
            String kind = SubjectPublicKeyInfo.getInstance(encoded)
                    .getAlgorithm()
                    .getAlgorithm()
                    .getId();
            return switch (kind) {
                case RSA -> new RSAKey.Builder((RSAPublicKey) key("RSA", encoded)).build();
                case EC -> curveKey((ECPublicKey) key("EC", encoded));
                case ED25519 ->
                    new OctetKeyPair.Builder(
                                    Curve.Ed25519,
                                    Base64URL.encode(SubjectPublicKeyInfo.getInstance(encoded)
                                            .getPublicKeyData()
                                            .getOctets()))
                            .build();
                default -> throw refused("a key of another kind", KINDS);
            };
        } catch (GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
            throw refused("a key that is none, or on another curve", KINDS);
        }
    }

    private JWK curveKey(ECPublicKey key) {
        Curve curve = Curve.forECParameterSpec(key.getParams());
        if (curve == null) {
            throw refused("a key on another curve", KINDS);
        }
        return new ECKey.Builder(curve, key).build();
    }

    private static PublicKey key(String kind, byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private JwtKeyException refused(String found, String expected) {
        return new JwtKeyException(subject, found, expected);
    }
}
