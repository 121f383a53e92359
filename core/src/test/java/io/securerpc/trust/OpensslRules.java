package io.securerpc.trust;

import io.securerpc.trust.Trait.Constraints;
import io.securerpc.trust.Trait.Issuer;
import io.securerpc.trust.Trait.OtherExtension;
import io.securerpc.trust.Trait.Presented;
import io.securerpc.trust.Trait.Signature;
import io.securerpc.trust.TrustDecision.Reason;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/** How OpenSSL 3 sees {@link Facts}, as far as it sees them otherwise than the documentation of the trust directory. */
final class OpensslRules {
    private static final Set<Form> ALLOWED_FOR_CLIENTS = EnumSet.of(
            Form.TRUSTED, Form.TRUSTED_ALIAS, Form.TRUSTED_FOR_ANY, Form.TRUSTED_FOR_CLIENT, Form.REJECTED_FOR_SERVER);
    private static final Set<Form> LOOSE = EnumSet.of(Form.BLANK_LINES, Form.CARRIAGE_RETURNS, Form.HEADERS);

    /** Those that {@link #errors} foretells. */
    static final Set<Integer> ERRORS = Set.of(9, 10, 13, 26, 34, 66);

    private OpensslRules() {}

    /** Whether it finds this very certificate in the directory. */
    static boolean finds(Facts facts) {
        Placing placing = facts.the(Placing.class);
        Form form = facts.the(Form.class);
        boolean file = EnumSet.of(Form.BYTE_ORDER_MARK, Form.TORN_SECOND_BLOCK, Form.LARGE)
                        .contains(form)
                || allowedForClients(form)
                || DocumentedTrust.installed(facts.with(Placing.FIRST)) && !looselyWritten(form);
        return facts.identical()
                && DocumentedTrust.hasHash(facts)
                && placing.counts()
                && !placing.afterUnusable()
                && file;
    }

    /** Settings behind the certificate that allow clients, or say nothing of them. */
    static boolean allowedForClients(Form form) {
        return ALLOWED_FOR_CLIENTS.contains(form);
    }

    /** What it does not take for PEM, though Bouncy Castle does. */
    static boolean looselyWritten(Form form) {
        return LOOSE.contains(form);
    }

    /** An extension it cannot read: it then asks neither for a purpose nor for who issued the certificate. */
    static boolean malformed(Facts facts) {
        return facts.has(Trait.ExtendedUsage.GARBAGE)
                || facts.has(Trait.Usage.GARBAGE)
                || facts.has(Trait.Usage.NO_BITS)
                || facts.has(Constraints.NEGATIVE_PATH_LENGTH)
                || facts.has(Constraints.GARBAGE)
                || facts.has(OtherExtension.GARBAGE_ALTERNATIVE_NAME);
    }

    /** Whether it follows the issuer, because that is in the directory as well. */
    static boolean followsIssuer(Facts facts) {
        return facts.the(Issuer.class).name().startsWith("INSTALLED") && !malformed(facts);
    }

    /** Whether the issuer makes the certificate trusted, wherever its own file is. */
    static boolean vouchedFor(Facts facts) {
        return followsIssuer(facts)
                && (facts.has(Issuer.INSTALLED_AUTHORITY) || facts.has(Issuer.INSTALLED_USER))
                && facts.has(Signature.SHA256)
                && !facts.has(Presented.OTHER_SIGNATURE_BIT);
    }

    /** Trusted for clients in so many words, which counts for more than the certificate's own extensions. */
    private static boolean trustedInWords(Facts facts) {
        return (facts.has(Form.TRUSTED_FOR_ANY) || facts.has(Form.TRUSTED_FOR_CLIENT)) && !followsIssuer(facts);
    }

    static boolean wrongPurpose(Facts facts) {
        return !DocumentedTrust.rightPurpose(facts) && !malformed(facts) && !trustedInWords(facts);
    }

    static boolean weakKey(Facts facts) {
        return facts.has(KeyTrait.EC_192) || facts.has(KeyTrait.RSA_1024);
    }

    /** What it finds wrong with a certificate that it has found; a weak key is the end of it. */
    static Set<Integer> errors(Facts facts) {
        if (weakKey(facts)) {
            return Set.of(66);
        }
        Set<Integer> errors = new TreeSet<>();
        if (DocumentedTrust.unknownCritical(facts)) {
            errors.add(34);
        }
        if (wrongPurpose(facts)) {
            errors.add(26);
        }
        Set<Reason> refusals = DocumentedTrust.refusals(facts);
        if (refusals.contains(Reason.NOT_YET_VALID)) {
            errors.add(9);
        }
        if (refusals.contains(Reason.EXPIRED) || facts.has(Trait.Moment.AT_NOT_AFTER)) {
            errors.add(10);
        }
        if (facts.has(Trait.Moment.WITHOUT_SECONDS) || facts.has(Trait.Moment.WITH_OFFSET)) {
            errors.add(13);
        }
        return errors;
    }
}
