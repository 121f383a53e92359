package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A certification authority that may vouch for clients: a setting, without I/O.
 *
 * <p>Whoever shows a certificate with a valid path (RFC 5280, section 6) to one of its anchors is the caller {@code ca:<name>|<caller>}, where the
 * caller's part comes from the certificate by a {@link CallerRule}.
 *
 * <h2>Defaults</h2>
 *
 * <p>The caller is the common name. At most 3 certificates stand between client and anchor: real authorities have one or two, and each costs a
 * signature check before anybody is known. Revocation lists are {@link Revocation#REQUIRED}: an authority that cannot
 * take a certificate back should be a decision, not an oversight.
 *
 * <h2>Security</h2>
 *
 * <p>Nothing is fetched: no list, no issuer, no OCSP answer, wherever a certificate may point to, so that none can make the server call anywhere
 * (JVM-wide properties that say otherwise, such as {@code com.sun.security.enableCRLDP}, are left alone). The anchors are the operator's; the JDK's own
 * are never used.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class ClientAuthority {
    /** What is done about revocation. */
    public enum Revocation {
        /** Each certificate of a path, or each installed one, needs a valid list of its issuer that does not name it. */
        REQUIRED,
        /** Issuers of whom there is no list are not asked; a list that is there counts, and an expired one refuses. */
        OPTIONAL,
        /** There are no lists; to name one for an authority is an error, and those in a directory are reported as not used. */
        NONE
    }

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int MAX_INTERMEDIATES = 3;
    private static final int MOST_INTERMEDIATES = 8; // JSSE takes chains of 10 certificates

    private final String name;
    private final Path anchors;
    private final CallerRule callerRule;
    private final Revocation revocation;
    private final List<Path> revocationLists;
    private final int maxIntermediates;

    private ClientAuthority(
            String name,
            Path anchors,
            CallerRule callerRule,
            Revocation revocation,
            List<Path> revocationLists,
            int maxIntermediates) {
        this.name = name;
        this.anchors = anchors;
        this.callerRule = callerRule;
        this.revocation = revocation;
        this.revocationLists = revocationLists;
        this.maxIntermediates = maxIntermediates;
    }

    /**
     * An authority whose revocation lists are required.
     *
     * @param name what it is called in caller ids; stays when its certificates are renewed
     * @param anchors a PEM file with its certificates: one, or several during a renewal
     * @return the setting
     * @throws IllegalArgumentException if the name is not 1 to 63 lower-case letters, digits, dots, dashes or underscores
     */
    public static ClientAuthority of(String name, Path anchors) {
        if (!NAME.matcher(requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException("client authority: '" + name
                    + "' (expected: 1 to 63 lower-case letters, digits, dots, dashes or underscores)");
        }
        return new ClientAuthority(
                name,
                requireNonNull(anchors, "anchors"),
                CallerRule.commonName(),
                Revocation.REQUIRED,
                List.of(),
                MAX_INTERMEDIATES);
    }

    /**
     * Changed copy: another part of the certificate names the caller.
     *
     * @param rule which
     * @return the changed copy
     */
    public ClientAuthority withCallerRule(CallerRule rule) {
        return new ClientAuthority(
                name, anchors, requireNonNull(rule, "rule"), revocation, revocationLists, maxIntermediates);
    }

    /**
     * Changed copy: one more PEM file with revocation lists (CRLs) of this authority or those it certified.
     *
     * @param file read again whenever it changes
     * @return the changed copy
     */
    public ClientAuthority withRevocationLists(Path file) {
        List<Path> lists = new ArrayList<>(revocationLists);
        lists.add(requireNonNull(file, "file"));
        return new ClientAuthority(name, anchors, callerRule, revocation, List.copyOf(lists), maxIntermediates);
    }

    /**
     * Changed copy: another rule about revocation.
     *
     * @param revocation what is done
     * @return the changed copy
     */
    public ClientAuthority withRevocation(Revocation revocation) {
        return new ClientAuthority(
                name, anchors, callerRule, requireNonNull(revocation, "revocation"), revocationLists, maxIntermediates);
    }

    /**
     * Changed copy: another number of certificates that may stand between client and anchor.
     *
     * @param count 0 to 8
     * @return the changed copy
     * @throws IllegalArgumentException if it is another number
     */
    public ClientAuthority withMaxIntermediates(int count) {
        if (count < 0 || count > MOST_INTERMEDIATES) {
            throw new IllegalArgumentException(
                    "intermediate certificates: " + count + " (expected: 0 to " + MOST_INTERMEDIATES + ")");
        }
        return new ClientAuthority(name, anchors, callerRule, revocation, revocationLists, count);
    }

    /**
     * What it is called in caller ids.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The file of its certificates.
     *
     * @return as it was given
     */
    public Path anchors() {
        return anchors;
    }

    /**
     * Which part of a certificate names the caller.
     *
     * @return the rule
     */
    public CallerRule callerRule() {
        return callerRule;
    }

    /**
     * What is done about revocation.
     *
     * @return {@link Revocation#REQUIRED} by default
     */
    public Revocation revocation() {
        return revocation;
    }

    /**
     * The files with revocation lists.
     *
     * @return as they were given
     */
    public List<Path> revocationLists() {
        return revocationLists;
    }

    /**
     * How many certificates may stand between client and anchor.
     *
     * @return 3 by default
     */
    public int maxIntermediates() {
        return maxIntermediates;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientAuthority authority
                && name.equals(authority.name)
                && anchors.equals(authority.anchors)
                && callerRule.equals(authority.callerRule)
                && revocation == authority.revocation
                && revocationLists.equals(authority.revocationLists)
                && maxIntermediates == authority.maxIntermediates;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, anchors, callerRule, revocation, revocationLists, maxIntermediates);
    }

    /** {@return the name, the files and the rules} */
    @Override
    public String toString() {
        String lists = revocationLists.stream().map(Texts::path).collect(Collectors.joining(", "));
        return "authority " + name + " in " + Texts.path(anchors) + ", caller by " + callerRule + ", revocation lists "
                + revocation.name().toLowerCase(Locale.ROOT) + (lists.isEmpty() ? "" : " in " + lists) + ", at most "
                + maxIntermediates + " intermediates";
    }
}
