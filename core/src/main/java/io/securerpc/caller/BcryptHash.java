package io.securerpc.caller;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bcrypt hash as {@code htpasswd -B} and every bcrypt library write it; whom it belongs to and how dear it is can be said, what it hides cannot. */
final class BcryptHash {
    /** The least that bcrypt knows. */
    static final int LEAST_COST = 4;
    /** About a second of one core; each step doubles it, and whoever asks for more lets strangers buy time with requests. */
    static final int MOST_COST = 14;

    private static final String ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    /** The last character of salt and digest has bits to spare: only the writing with zeros there can ever match. */
    private static final Pattern FORM =
            Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]");

    private static final int SALT_LENGTH = 22;
    private static final int DIGEST_LENGTH = 31;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;
    private final int cost;

    private BcryptHash(String text, int cost) {
        this.text = text;
        this.cost = cost;
    }

    /** Empty if it is none, whatever its cost. */
    static Optional<BcryptHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new BcryptHash(text, Integer.parseInt(form.group(1)))) : Optional.empty();
    }

    /** One that no password has, for the work alone. */
    static BcryptHash ofNobody(int cost) {
        StringBuilder text = new StringBuilder("$2b$%02d$".formatted(cost));
        for (int i = 0; i < SALT_LENGTH + DIGEST_LENGTH; i++) {
            boolean last = i == SALT_LENGTH - 1 || i == SALT_LENGTH + DIGEST_LENGTH - 1;
            text.append(last ? '.' : ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new BcryptHash(text.toString(), cost);
    }

    /** The hash itself, for whoever compares or keys by it; never printed. */
    String text() {
        return text;
    }

    int cost() {
        return cost;
    }

    boolean costIsBearable() {
        return cost >= LEAST_COST && cost <= MOST_COST;
    }

    /** Hides it: with a hash, passwords can be guessed at home. */
    @Override
    public String toString() {
        return "****";
    }
}
