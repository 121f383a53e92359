package io.securerpc.caller;

import io.securerpc.reload.Live;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One kind of credential that a server accepts, ready to judge what peers present: all users of a file, all tokens of another.
 *
 * <p>Four questions, from cheap to dear. {@link #claimedName} and {@link #known} are asked on I/O threads, before anything is paid for. {@link #prove} is asked on
 * threads of its own, and only when the request would be admitted with a good answer and the address has attempts left. {@link #holds} is asked for every later message, and once a
 * second for every WebSocket that is open.
 *
 * <h2>Security</h2>
 *
 * <p>What is presented is a secret. It is in no exception, no log line, no {@code toString} and no detail of a rejection. Whatever a method throws is a refusal.
 *
 * <h2>Threads</h2>
 *
 * <p>Any, many at once.
 */
public interface CredentialKind {
    /**
     * What its credentials look like, and where they are presented.
     *
     * @return never another one
     */
    CredentialForm form();

    /**
     * What a peer without a credential is told to bring (RFC 9110 §11.6.1). Where several kinds say the same, peers are told once.
     *
     * @return one challenge, as in {@code WWW-Authenticate}; not asked of a form that has no scheme
     */
    String challenge();

    /**
     * The same for a peer whose credential was refused; some schemes say so in the challenge.
     *
     * @return one challenge; the same as for everybody unless the scheme has another
     */
    default String challengeAfterRefusal() {
        return challenge();
    }

    /**
     * Whose credential it claims to be, by which failed attempts are counted as well as by address. Cheap, and believed by nobody.
     *
     * @param value what follows the scheme, or stands for it in a sub-protocol
     * @return a name, known or not; empty where the credential names nobody, or is malformed
     */
    Optional<String> claimedName(String value);

    /**
     * What is known of the credential without work: that it was proven a moment ago. Cheap.
     *
     * @param value what follows the scheme, or stands for it in a sub-protocol
     * @param now what time it is
     * @return a proof that holds now; empty means that {@link #prove} has to be asked, never that the credential is bad
     */
    Optional<CredentialProof.Proven> known(String value, Instant now);

    /**
     * Judges a credential. May take as long as a password hash takes, and takes the same whether it is unknown or wrong.
     *
     * @param value as of {@link #claimedName}, as the peer sent it
     * @param now what time it is
     * @return whom it proves, or why it proves nobody
     */
    CredentialProof prove(String value, Instant now);

    /**
     * Whether an earlier proof would still be given: the user is still there and has the same password, the token was not revoked. A look-up in memory.
     *
     * @param proof one that this kind gave
     * @param now what time it is
     * @return false once the credential was changed, removed or has expired; never true again after that for the same proof
     */
    boolean holds(CredentialProof.Proven proof, Instant now);

    /**
     * The files it is made of, for whoever looks at them again and again.
     *
     * @return values to be looked at; empty if it has no files
     */
    List<Live<?>> followed();

    /**
     * The files by which a proof was given, where that are not all of them: when one cannot be looked at, what others proved is believed on.
     *
     * @param proof one that this kind gave
     * @return of {@link #followed}, the same objects
     */
    default List<Live<?>> followed(CredentialProof.Proven proof) {
        return followed();
    }

    /**
     * The same kind, for as long as its files can be looked at.
     *
     * @param unchecked which file by which a proof was given could not be looked at, and for how long; empty if each could be. Asked each time, so that it may change
     * @return the kind that does not believe those files any more, see {@link UncheckedFile}; a proof holds again once the file was found good
     */
    default CredentialKind whileChecked(Function<CredentialProof.Proven, Optional<UncheckedFile>> unchecked) {
        return new CheckedCredentials(this, unchecked);
    }

    /**
     * The same kind without some callers, for whom nothing proves anything while they are disabled.
     *
     * @param disabled whether the caller of an id is; asked each time, so that it may change
     * @return the kind without them; a proof holds again once its caller is enabled again
     */
    default CredentialKind except(Predicate<String> disabled) {
        return new EnabledCredentials(this, disabled);
    }
}
