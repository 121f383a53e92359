package io.securerpc.caller;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a peer offers as WebSocket sub-protocol: a hash of a token and a time, and that time. */
final class ParityProof {
    static final String RULE = "64 lower-case hexadecimal digits, _ and seconds since 1970";

    /** Twelve digits last for 30,000 years, and neither they nor what is added to them overflow. One time has one text. */
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{64})_(0|[1-9][0-9]{0,11})");

    private final String hex;
    private final long seconds;

    private ParityProof(String hex, long seconds) {
        this.hex = hex;
        this.seconds = seconds;
    }

    static Optional<ParityProof> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ParityProof(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    byte[] hash() {
        return HexFormat.of().parseHex(hex);
    }

    String hex() {
        return hex;
    }

    long seconds() {
        return seconds;
    }

    /** Four stars, and when it says it was made: within its window it is as good as the token. */
    @Override
    public String toString() {
        return "****_" + seconds;
    }
}
