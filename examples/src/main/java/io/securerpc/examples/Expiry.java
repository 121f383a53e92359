package io.securerpc.examples;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** When something ends, as typed: {@code 90d}, {@code 12h}, {@code 30m}, a day, a moment, or {@code never}. */
final class Expiry {
    /** Four digits: nobody means more, and no sum overflows. */
    private static final Pattern PERIOD = Pattern.compile("([0-9]{1,4})([dhm])");

    private final @Nullable Duration period;
    private final @Nullable Instant moment;

    private Expiry(@Nullable Duration period, @Nullable Instant moment) {
        this.period = period;
        this.moment = moment;
    }

    static Expiry parse(String text) {
        if (text.equals("never")) {
            return new Expiry(null, null);
        }
        Optional<Duration> period = period(text);
        if (period.isPresent()) {
            return new Expiry(period.get(), null);
        }
        try {
            return new Expiry(
                    null,
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + Printable.of(text)
                    + "' (expected: 90d, 12h, 30m, 2030-01-31, 2030-01-31T12:00:00Z or never)");
        }
    }

    private static Optional<Duration> period(String text) {
        Matcher period = PERIOD.matcher(text);
        if (!period.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(period.group(1));
        return Optional.of(
                switch (period.group(2)) {
                    case "d" -> Duration.ofDays(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofMinutes(count);
                });
    }

    /** Empty for never. */
    Optional<Instant> after(Instant now) {
        return period == null ? Optional.ofNullable(moment) : Optional.of(now.plus(period));
    }

    /** Takes it from a command line. */
    static final class Converter implements ITypeConverter<Expiry> {
        @Override
        public Expiry convert(String text) {
            return parse(text);
        }
    }

    /** Takes a period alone. */
    static final class PeriodConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return period(text)
                    .orElseThrow(() ->
                            new TypeConversionException("'" + Printable.of(text) + "' (expected: 7d, 12h or 30m)"));
        }
    }
}
