package io.securerpc.certificate;

import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The elliptic curves that TLS signs on (RFC 8446, 4.2.3), told from all others. */
record EcCurve(String name, ASN1ObjectIdentifier oid) {
    static final String EXPECTED = "P-256, P-384 or P-521, the curves TLS signs on";

    static final String BY_NAME = "a certificate whose key names its curve, as RFC 5480 asks;"
            + " 'openssl ec -param_enc named_curve' writes the key so";

    private static final List<EcCurve> TLS = List.of(
            new EcCurve("P-256", SECObjectIdentifiers.secp256r1),
            new EcCurve("P-384", SECObjectIdentifiers.secp384r1),
            new EcCurve("P-521", SECObjectIdentifiers.secp521r1));

    /** The curve of {@code EC} parameters in a key, which say its name or, in explicit form, all its numbers. */
    static EcCurve of(ASN1Encodable parameters) throws JdkKey.Refused {
        if (parameters.toASN1Primitive() instanceof ASN1ObjectIdentifier oid) {
            return TLS.stream()
                    .filter(curve -> curve.oid.equals(oid))
                    .findFirst()
                    .orElseThrow(() -> new JdkKey.Refused("EC key on curve " + anyName(oid), EXPECTED, null));
        }
        X9ECParameters explicit;
        try {
            explicit = X9ECParameters.getInstance(parameters);
        } catch (RuntimeException e) { // Bouncy Castle has many ways of saying that numbers make no curve
            throw new JdkKey.Refused("EC key with explicit parameters that are no curve", EXPECTED, e);
        }
        return TLS.stream()
                .filter(curve -> curve.is(explicit))
                .findFirst()
                .orElseThrow(
                        () -> new JdkKey.Refused("EC key with explicit parameters of another curve", EXPECTED, null));
    }

    /** Whether a certificate that the JDK refused has a key with its curve written out. */
    static boolean explicitIn(byte[] certificate) {
        try {
            AlgorithmIdentifier algorithm = Certificate.getInstance(certificate)
                    .getSubjectPublicKeyInfo()
                    .getAlgorithm();
            return algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                    && algorithm.getParameters() instanceof ASN1Sequence;
        } catch (RuntimeException e) { // not a certificate at all; Bouncy Castle has many ways of saying so
            return false;
        }
    }

    /** The TLS name of the curve of a key that the JDK has read; empty for other curves. */
    static Optional<EcCurve> of(ECKey key) {
        return TLS.stream().filter(curve -> curve.is(key.getParams())).findFirst();
    }

    /** A name people know for a curve that is not one of ours. */
    static String anyName(ECParameterSpec spec) {
        String text = spec.toString(); // the JDK's named curves print as "secp256k1 (1.3.132.0.10)"
        int end = text.indexOf(' ');
        return text.startsWith("java.") || end < 0
                ? "of " + spec.getCurve().getField().getFieldSize() + " bits"
                : text.substring(0, end);
    }

    private static String anyName(ASN1ObjectIdentifier oid) {
        String name = ECNamedCurveTable.getName(oid);
        return name == null ? oid.getId() : name;
    }

    /** Whether explicit numbers are exactly this curve's: taking anything less for it would be CVE-2020-0601 again. */
    private boolean is(X9ECParameters explicit) {
        X9ECParameters named = ECNamedCurveTable.getByOID(oid);
        return named.getCurve().equals(explicit.getCurve())
                && named.getG().equals(explicit.getG())
                && named.getN().equals(explicit.getN())
                && (explicit.getH() == null || named.getH().equals(explicit.getH()));
    }

    private boolean is(ECParameterSpec spec) {
        X9ECParameters named = ECNamedCurveTable.getByOID(oid);
        return spec.getOrder().equals(named.getN())
                && spec.getCurve().getA().equals(named.getCurve().getA().toBigInteger())
                && spec.getCurve().getB().equals(named.getCurve().getB().toBigInteger())
                && spec.getGenerator()
                        .getAffineX()
                        .equals(named.getG().getAffineXCoord().toBigInteger())
                && spec.getGenerator()
                        .getAffineY()
                        .equals(named.getG().getAffineYCoord().toBigInteger());
    }
}
