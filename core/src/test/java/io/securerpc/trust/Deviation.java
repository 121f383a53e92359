package io.securerpc.trust;

import io.securerpc.trust.Trait.Moment;
import io.securerpc.trust.TrustDecision.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Where we answer otherwise than {@code openssl verify}, on purpose: each is a row of the documentation, with the same words. */
enum Deviation {
    AUTHORITY_IN_FOLDER(
            Kind.STRICTER,
            facts -> vouchedFor(facts) && !trustedHere(facts),
            "not installed itself, but issued by an installed `CA:TRUE` certificate",
            "each user made by Nano's command could make more users"),
    SEVERAL_IN_ONE_FILE(
            Kind.STRICTER,
            facts -> !vouchedFor(facts) && facts.the(Placing.class).severalInFile(),
            "one of several certificates in one file",
            "a file is one client; OpenSSL trusts the others only once something has loaded the file"),
    CALLER_TWICE(
            Kind.STRICTER,
            facts -> !vouchedFor(facts) && facts.has(Placing.SECOND_OF_CALLER),
            "the second certificate with one common name",
            "the common name is who the client is"),
    TRUST_SETTINGS(
            Kind.STRICTER,
            facts -> !vouchedFor(facts) && OpensslRules.allowedForClients(facts.the(Form.class)),
            "a `TRUSTED CERTIFICATE` that OpenSSL's own settings allow for clients",
            "the settings are not followed here, so that none is overlooked that forbids"),
    BYTES_BEFORE_PEM(
            Kind.STRICTER,
            facts -> !vouchedFor(facts) && facts.has(Form.BYTE_ORDER_MARK),
            "PEM after a byte order mark",
            "a line that begins a certificate begins with `-----BEGIN`"),
    BROKEN_SECOND_BLOCK(
            Kind.STRICTER,
            facts -> !vouchedFor(facts) && facts.has(Form.TORN_SECOND_BLOCK),
            "a whole certificate before a torn one, in one file",
            "half a file is never used"),
    LARGE_FILE(
            Kind.STRICTER,
            facts -> !vouchedFor(facts) && facts.has(Form.LARGE),
            "a file over 64 KiB",
            "bounded memory for 100,000 files; a certificate takes 1 to 4 KiB"),
    SHORT_KEY(
            Kind.STRICTER,
            facts -> facts.has(KeyTrait.EC_224) || facts.has(KeyTrait.RSA_2040),
            "RSA a little under 2048 bits, EC of 224 bits",
            "OpenSSL rounds its estimate of their strength up to 112 bits; no TLS stack of today makes such keys"),
    OTHER_KEY(
            Kind.STRICTER,
            facts -> facts.has(KeyTrait.DSA_2048) || facts.has(KeyTrait.X25519),
            "a DSA or X25519 key",
            "no client can prove such a key in TLS 1.3"),
    UNREAD_PURPOSE(
            Kind.STRICTER,
            facts -> OpensslRules.malformed(facts) && !DocumentedTrust.rightPurpose(facts),
            "a key usage that forbids it or cannot be read, in a certificate with a malformed extension",
            "OpenSSL then asks for no purpose at all"),
    UNREAD_BY_JAVA(
            Kind.STRICTER,
            facts -> !DocumentedTrust.javaReads(facts),
            "malformed basic constraints; no subject and no critical alternative name",
            "Java's TLS does not read such a certificate"),
    LAST_SECOND(
            Kind.LAXER,
            facts -> facts.has(Moment.AT_NOT_AFTER),
            "in the very second of `notAfter`",
            "RFC 5280, 4.1.2.5: the end is included; OpenSSL is a second early"),
    ODD_TIME(
            Kind.LAXER,
            facts -> facts.has(Moment.WITHOUT_SECONDS) || facts.has(Moment.WITH_OFFSET),
            "dates written without seconds, or with an offset",
            "against RFC 5280, but the moment is certain"),
    ISSUER_UNFIT(
            Kind.LAXER,
            facts -> OpensslRules.followsIssuer(facts) && !vouchedFor(facts),
            "installed, and so is its issuer, which OpenSSL finds unfit: no authority, expired, weak, a weak or wrong signature",
            "the installed certificate is trusted for itself; who issued it is not asked"),
    UNUSABLE_BEFORE(
            Kind.LAXER,
            facts -> !vouchedFor(facts) && facts.the(Placing.class).afterUnusable(),
            "after a file of the same hash that cannot be loaded: torn, DER, empty, a folder",
            "one client's broken file must not put out the next; OpenSSL stops counting there"),
    LOOSE_PEM(
            Kind.LAXER,
            facts -> !vouchedFor(facts) && OpensslRules.looselyWritten(facts.the(Form.class)),
            "PEM with blank lines, with headers, or with carriage returns alone",
            "the certificate in it is certain, and compared byte for byte");

    /** Whether it lets in fewer than OpenSSL, or more. */
    enum Kind {
        STRICTER,
        LAXER
    }

    private final Kind kind;
    private final Predicate<Facts> cause;
    private final String what;
    private final String reason;

    Deviation(Kind kind, Predicate<Facts> cause, String what, String reason) {
        this.kind = kind;
        this.cause = cause;
        this.what = what;
        this.reason = reason;
    }

    Kind kind() {
        return kind;
    }

    /** The row of the documentation. */
    String row() {
        return "| " + name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | "
                + kind.name().toLowerCase(Locale.ROOT) + " | " + what + " | " + reason + " |";
    }

    /** Which of them make our answer differ: known from the facts alone. None when both refuse, each for a reason of its own or for the same. */
    static List<Deviation> expected(Facts facts) {
        if (refusedByBoth(facts)) {
            return List.of();
        }
        List<Deviation> causes = Arrays.stream(values())
                .filter(deviation -> deviation.cause.test(facts))
                .toList();
        boolean oneWay = causes.stream().map(Deviation::kind).distinct().count() <= 1;
        return oneWay ? causes : List.of();
    }

    private static boolean refusedByBoth(Facts facts) {
        Set<Reason> refusals = DocumentedTrust.refusals(facts);
        return refusals.contains(Reason.EXPIRED)
                || refusals.contains(Reason.NOT_YET_VALID)
                || DocumentedTrust.unknownCritical(facts)
                || OpensslRules.wrongPurpose(facts)
                || OpensslRules.weakKey(facts)
                || !DocumentedTrust.hasHash(facts)
                || !vouchedFor(facts) && !OpensslRules.finds(facts) && !trustedHere(facts);
    }

    private static boolean trustedHere(Facts facts) {
        return DocumentedTrust.installed(facts) && facts.identical();
    }

    private static boolean vouchedFor(Facts facts) {
        return OpensslRules.vouchedFor(facts);
    }
}
