package io.securerpc.gate;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a peer sent, without what has the form of a credential or stands where URLs carry one: some clients put them where they do not belong, and the operator is shown hosts, origins and the
 * like.
 */
final class Covered {
    /**
     * Tokens of this library, in any case because hosts are written in any; and JWTs. What is repeated is never given back: a group that could be would take a frame of the stack for each
     * dot that a peer sends.
     */
    private static final Pattern TOKEN =
            Pattern.compile("srt_[0-9a-z]{6,}+|eyj[0-9a-z_-]{6,}+(?:\\.[0-9a-z_-]++)*+", Pattern.CASE_INSENSITIVE);

    /** Shared secrets of JWTs, Parity's proofs, and tickets with their prefix. Fingerprints are as long as the first, and no part of a host. */
    private static final Pattern LONG =
            Pattern.compile("[0-9a-f]{64,}(_[0-9]+)?|ticket\\.[0-9a-z_-]{43}", Pattern.CASE_INSENSITIVE);

    /**
     * Parity's tokens and bare tickets, told by their length and by capitals among small letters, which browsers never send in a host, and a person hardly ever. Only for hosts and
     * origins: a method or a caller may be named so.
     */
    private static final Pattern MIXED = Pattern.compile("(?<![0-9A-Za-z_-])(?=[0-9A-Z_-]*[a-z])(?=[0-9a-z_-]*[A-Z])"
            + "(([0-9A-Za-z]{4}-?){3}[0-9A-Za-z]{4}|[0-9A-Za-z_-]{43})(?![0-9A-Za-z_-])");

    /** Before an {@code @}, RFC 3986 has a name and a password. Tried at their beginning alone: from each character on, long text without an {@code @} would cost the square of its length. */
    private static final Pattern USER = Pattern.compile("(?<![^/@|])[^/@|]++@");

    /** An origin and a host have no query; what is sent for one by mistake may. */
    private static final Pattern QUERY = Pattern.compile("[?#][^|]+");

    /** HTTP's own and those of WebDAV; a word that is none of them may be anything, a token of letters too. */
    private static final Set<String> METHODS = Set.of(
            "CONNECT",
            "COPY",
            "DELETE",
            "GET",
            "HEAD",
            "LOCK",
            "MKCOL",
            "MOVE",
            "OPTIONS",
            "PATCH",
            "POST",
            "PRI",
            "PROPFIND",
            "PROPPATCH",
            "PUT",
            "REPORT",
            "SEARCH",
            "TRACE",
            "UNLOCK");

    private static final Pattern TYPE = Pattern.compile(
            "([a-z]{1,20}/[a-z0-9.+-]{1,80})([ \\t]*;[ \\t]*charset=\"?[a-z0-9-]{1,20}\"?)?", Pattern.CASE_INSENSITIVE);

    private Covered() {}

    /** A host or an origin, or several of them with a line between. */
    static String text(String sent) {
        String shown = sent;
        if (shown.indexOf('@') >= 0) {
            shown = USER.matcher(shown).replaceAll("****@");
        }
        if (shown.indexOf('?') >= 0 || shown.indexOf('#') >= 0) {
            shown = QUERY.matcher(shown).replaceAll("?****");
        }
        return MIXED.matcher(LONG.matcher(tokens(shown)).replaceAll("****")).replaceAll("****");
    }

    /** Anything at all. */
    static String tokens(String sent) {
        return TOKEN.matcher(sent).replaceAll("****");
    }

    /** Nothing in it is to be covered, so it may be repeated as a setting. */
    static boolean isOpen(String sent) {
        return text(sent).equals(sent);
    }

    /** A method of HTTP, in any case. */
    static String method(String sent) {
        return METHODS.contains(sent.toUpperCase(Locale.ROOT)) ? sent : "****";
    }

    /** A media type, with no parameter but its charset. */
    static String type(String sent) {
        if (TYPE.matcher(sent).matches()) {
            return sent;
        }
        String bare = sent.split(";", 2)[0].strip();
        return TYPE.matcher(bare).matches() ? bare + "; ****" : "****";
    }

    /** One of the few words that {@code Sec-Fetch-Site} has. */
    static String site(String sent) {
        return sent.equals("cross-site") || sent.equals("same-site") ? sent : "****";
    }
}
