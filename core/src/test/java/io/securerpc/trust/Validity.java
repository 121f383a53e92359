package io.securerpc.trust;

import io.securerpc.trust.Trait.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.Time;

/** From when until when a generated certificate is valid, so that {@link #NOW} is the moment asked for. */
record Validity(Time from, Time until) {
    /** When all cases are judged. */
    static final Instant NOW = Instant.parse("2031-05-05T10:20:30Z");

    private static final Instant EARLIER = NOW.minus(Duration.ofDays(30));
    private static final Instant LATER = NOW.plus(Duration.ofDays(365));
    private static final Duration SECOND = Duration.ofSeconds(1);

    static Validity of(Moment moment) {
        return switch (moment) {
            case VALID -> of(EARLIER, LATER);
            case EXPIRED -> of(EARLIER, NOW.minus(Duration.ofDays(1)));
            case NOT_YET_VALID -> of(NOW.plus(Duration.ofDays(1)), LATER);
            case AT_NOT_BEFORE -> of(NOW, LATER);
            case SECOND_BEFORE_NOT_BEFORE -> of(NOW.plus(SECOND), LATER);
            case AT_NOT_AFTER -> of(EARLIER, NOW);
            case SECOND_AFTER_NOT_AFTER -> of(EARLIER, NOW.minus(SECOND));
            case SECOND_BEFORE_NOT_AFTER -> of(EARLIER, NOW.plus(SECOND));
            case GENERALIZED_TIME -> new Validity(generalized(EARLIER), generalized(LATER));
            case WITHOUT_END -> new Validity(utc(EARLIER), generalized(Instant.parse("9999-12-31T23:59:59Z")));
            case WITHOUT_SECONDS -> new Validity(new Time(new ASN1UTCTime(text("yyMMddHHmm'Z'", EARLIER))), utc(LATER));
            case WITH_OFFSET ->
                new Validity(new Time(new ASN1UTCTime(text("yyMMddHHmmss'+0000'", EARLIER))), utc(LATER));
        };
    }

    private static Validity of(Instant from, Instant until) {
        return new Validity(utc(from), utc(until));
    }

    private static Time utc(Instant time) {
        return new Time(new ASN1UTCTime(text("yyMMddHHmmss'Z'", time)));
    }

    private static Time generalized(Instant time) {
        return new Time(new ASN1GeneralizedTime(text("yyyyMMddHHmmss'Z'", time)));
    }

    private static String text(String pattern, Instant time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }
}
