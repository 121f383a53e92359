package io.securerpc.certificate;

import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;

/** The kind and size of a key, for messages. */
final class KeyText {
    private KeyText() {}

    static String of(Key key) {
        if (key instanceof RSAKey rsa) {
            return key.getAlgorithm() + " " + rsa.getModulus().bitLength() + " bits";
        }
        if (key instanceof ECKey ec) {
            return "EC " + EcCurve.of(ec).map(EcCurve::name).orElseGet(() -> EcCurve.anyName(ec.getParams()));
        }
        return key instanceof EdECKey ed ? ed.getParams().getName() : key.getAlgorithm();
    }
}
