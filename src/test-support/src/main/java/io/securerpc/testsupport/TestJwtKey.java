package io.securerpc.testsupport;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that signs web tokens, by the JDK alone, so that it does not share its mistakes with what is tested; headers and claims are any text. */
public final class TestJwtKey {
    private final String keyId;
    private final String kind;
    private final KeyPair pair;

    private TestJwtKey(String keyId, String kind, KeyPair pair) {
        this.keyId = keyId;
        this.kind = kind;
        this.pair = pair;
    }

    /** An RSA key. */
    public static TestJwtKey rsa(String keyId, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new TestJwtKey(keyId, "RSA", generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key on {@code P-256}, {@code P-384} or {@code P-521}. */
    public static TestJwtKey ec(String keyId, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp" + curve.substring(2) + "r1"));
            return new TestJwtKey(keyId, curve, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An Ed25519 key. */
    public static TestJwtKey ed25519(String keyId) {
        try {
            return new TestJwtKey(
                    keyId, "Ed25519", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public half. */
    public PublicKey publicKey() {
        return pair.getPublic();
    }

    /** The private half. */
    public PrivateKey privateKey() {
        return pair.getPrivate();
    }

    /** The first algorithm that the key is for. */
    public String algorithm() {
        return switch (kind) {
            case "RSA" -> "RS256";
            case "P-256" -> "ES256";
            case "P-384" -> "ES384";
            case "P-521" -> "ES512";
            default -> "EdDSA";
        };
    }

    /** A token with an honest header. */
    public String token(String claims) {
        return token("{\"alg\":\"" + algorithm() + "\",\"kid\":\"" + keyId + "\"}", claims);
    }

    /** A token with that header, signed by the key's first algorithm whatever the header says. */
    public String token(String header, String claims) {
        return token(algorithm(), header, claims);
    }

    /** A token with that header, signed by that algorithm whatever the header says. */
    public String token(String algorithm, String header, String claims) {
        String signed = base64(header) + "." + base64(claims);
        return signed + "." + base64(sign(algorithm, signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A token of whoever shares a secret. */
    public static String hs256(byte[] secret, String claims) {
        String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A bare signature. */
    public byte[] sign(String algorithm, byte[] message) {
        try {
            Signature signature = signature(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key as a JWK, with whatever further members. */
    public String jwk(String... members) {
        String more = Arrays.stream(members).map(member -> "," + member).reduce("", String::concat);
        return bareJwk("\"kid\":\"" + keyId + "\"" + more);
    }

    /** The public key as a JWK without a name. */
    public String bareJwk(String members) {
        String rest = members.isEmpty() ? "}" : "," + members + "}";
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return "{\"kty\":\"RSA\",\"n\":\"" + base64(rsa.getModulus(), 0) + "\",\"e\":\""
                    + base64(rsa.getPublicExponent(), 0) + "\"" + rest;
        }
        if (pair.getPublic() instanceof ECPublicKey ec) {
            int size = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
            return "{\"kty\":\"EC\",\"crv\":\"" + kind + "\",\"x\":\""
                    + base64(ec.getW().getAffineX(), size) + "\",\"y\":\""
                    + base64(ec.getW().getAffineY(), size) + "\"" + rest;
        }
        byte[] encoded = pair.getPublic().getEncoded();
        return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
                + base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)) + "\"" + rest;
    }

    /** The public key as {@code openssl pkey -pubout} writes it. */
    public String pem() {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    /** The private key as {@code openssl genpkey} writes it. */
    public String privatePem() {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** Keys as a set. */
    public static String set(String... jwks) {
        return "{\"keys\":[" + String.join(",", jwks) + "]}";
    }

    /** Text in base64url. */
    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes in base64url. */
    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        byte[] exact = new byte[Math.max(size, bytes.length - start)];
        System.arraycopy(bytes, start, exact, exact.length - (bytes.length - start), bytes.length - start);
        return base64(exact);
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + type
                + "-----\n";
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        String bits = algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "PS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec(
                        "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
                yield pss;
            }
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            default -> Signature.getInstance("Ed25519");
        };
    }
}
