package io.securerpc.trust;

import io.securerpc.trust.Trait.Constraints;
import io.securerpc.trust.Trait.ExtendedUsage;
import io.securerpc.trust.Trait.OtherExtension;
import io.securerpc.trust.Trait.Usage;
import io.securerpc.trust.TrustDecision.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rules for client certificates as the documentation has them, applied to {@link Facts}: exactly this certificate, in one PEM file under its
 * hash, valid, for clients, with a strong key. It opens no file and asks nothing of the code under test.
 */
final class DocumentedTrust {
    private static final Set<Form> READABLE = EnumSet.of(
            Form.PEM,
            Form.CRLF,
            Form.TEXT_BEFORE,
            Form.TEXT_AFTER,
            Form.KEY_BEFORE,
            Form.KEY_AFTER,
            Form.OLD_LABEL,
            Form.NO_FINAL_NEWLINE,
            Form.WIDE_LINES,
            Form.ONE_LINE,
            Form.BLANK_LINES,
            Form.SPACE_BEHIND_LINES,
            Form.CARRIAGE_RETURNS,
            Form.HEADERS);

    private DocumentedTrust() {}

    /** Every reason there is to refuse; none for a client that is trusted. */
    static Set<Reason> refusals(Facts facts) {
        Set<Reason> refusals = EnumSet.noneOf(Reason.class);
        if (!installed(facts) || !facts.identical() || !javaReads(facts)) {
            refusals.add(Reason.NOT_INSTALLED);
        }
        if (!rightPurpose(facts) || unknownCritical(facts)) {
            refusals.add(Reason.WRONG_PURPOSE);
        }
        if (!strongKey(facts.the(KeyTrait.class))) {
            refusals.add(Reason.WEAK_KEY);
        }
        switch (facts.the(Trait.Moment.class)) {
            case EXPIRED, SECOND_AFTER_NOT_AFTER -> refusals.add(Reason.EXPIRED);
            case NOT_YET_VALID, SECOND_BEFORE_NOT_BEFORE -> refusals.add(Reason.NOT_YET_VALID);
            default -> {}
        }
        return refusals;
    }

    /** Whether its file lets somebody in, whatever the certificate is like. */
    static boolean installed(Facts facts) {
        Placing placing = facts.the(Placing.class);
        return placing.counts()
                && !placing.severalInFile()
                && placing != Placing.SECOND_OF_CALLER
                && READABLE.contains(facts.the(Form.class))
                && hasHash(facts);
    }

    static boolean hasHash(Facts facts) {
        return !facts.has(SubjectTrait.VISIBLE) && !facts.has(SubjectTrait.INVALID_UTF8);
    }

    /** It must read what is critical, and it wants a name somewhere. */
    static boolean javaReads(Facts facts) {
        return !facts.has(Constraints.GARBAGE) && !facts.has(SubjectTrait.EMPTY);
    }

    static boolean rightPurpose(Facts facts) {
        boolean extended = switch (facts.the(ExtendedUsage.class)) {
            case NONE, CLIENT, BOTH, CRITICAL_CLIENT -> true;
            case SERVER, ANY, ANY_AND_SERVER, CRITICAL_EMAIL, EMPTY, GARBAGE -> false;
        };
        boolean usage = switch (facts.the(Usage.class)) {
            case NONE, DIGITAL_SIGNATURE, KEY_AGREEMENT, SIGNATURE_AND_CERT_SIGN -> true;
            case CERT_SIGN, KEY_ENCIPHERMENT, NO_BITS, GARBAGE -> false;
        };
        return extended && usage && !facts.has(OtherExtension.NETSCAPE_SERVER);
    }

    static boolean unknownCritical(Facts facts) {
        return facts.has(OtherExtension.UNKNOWN_CRITICAL) || facts.has(OtherExtension.CRITICAL_KEY_IDENTIFIER);
    }

    private static boolean strongKey(KeyTrait key) {
        return switch (key.algorithm()) {
            case "RSA", "RSASSA-PSS" -> key.bits() >= 2048;
            case "EC" -> key.bits() >= 256;
            case "Ed25519", "Ed448" -> true;
            default -> false;
        };
    }
}
