package io.securerpc.caller.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/**
 * Whether a signature is one of a key. Nimbus does it for RSA, ECDSA and HMAC, with a header that we make: what the peer sent never reaches it. For Ed25519 nimbus
 * would need Tink, two megabytes more, for what the JDK has since 15.
 */
@FunctionalInterface
interface SignatureCheck {
    boolean fits(String algorithm, byte[] signed, byte[] signature);

    static SignatureCheck of(JWSVerifier verifier) {
        return (algorithm, signed, signature) -> {
            try {
                return verifier.verify(
                        new JWSHeader(JWSAlgorithm.parse(algorithm)), signed, Base64URL.encode(signature));
            } catch (JOSEException e) {
                return false; // of a form that this key never makes: a peer sent it, and hears that it does not fit
            }
        };
    }

    static SignatureCheck ed25519(PublicKey key) {
        return (algorithm, signed, signature) -> {
            try {
                Signature verifier = Signature.getInstance("Ed25519");
                verifier.initVerify(key);
                verifier.update(signed);
                return verifier.verify(signature);
            } catch (GeneralSecurityException e) {
                return false; // as above
            }
        };
    }
}
