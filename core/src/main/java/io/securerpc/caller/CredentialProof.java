package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.CallerKind;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What became of a credential that a peer presented: it proves a caller, or it does not and somebody may be told why. */
public sealed interface CredentialProof {
    /**
     * One function per outcome.
     *
     * @param onProven for {@link Proven}
     * @param onRejected for {@link Rejected}
     * @param <R> what they return
     * @return what the function of this outcome returns
     */
    default <R> R match(Function<Proven, R> onProven, Function<Rejected, R> onRejected) {
        return this instanceof Proven proven ? onProven.apply(proven) : onRejected.apply((Rejected) this);
    }

    /**
     * The credential proves a caller.
     *
     * @param callerId typed id, such as {@code basic:alice}
     * @param mark which credential of that caller it was, without being one: another after a password was changed or a token replaced, the same for as long
     *     as nothing was
     * @param permissions what the credential itself carries, beyond what its caller is granted; most kinds carry none
     * @param expiry from when on it proves nothing any more; empty if it has no end of its own
     */
    record Proven(String callerId, String mark, Set<Permission> permissions, Optional<Instant> expiry)
            implements CredentialProof {
        /**
         * Copies the permissions.
         *
         * @param callerId typed id
         * @param mark which credential of that caller it was
         * @param permissions what the credential itself carries
         * @param expiry from when on it proves nothing any more
         * @throws IllegalArgumentException if the id is of no known kind
         */
        public Proven {
            CallerKind.checkedId(requireNonNull(callerId, "callerId"));
            requireNonNull(mark, "mark");
            permissions = Set.copyOf(permissions);
            requireNonNull(expiry, "expiry");
        }

        /**
         * Whether its own end has come; whether it was taken back is another question, see {@link CredentialKind#holds}.
         *
         * @param now what time it is
         * @return true from the expiry on
         */
        public boolean expired(Instant now) {
            requireNonNull(now, "now");
            return expiry.isPresent() && !now.isBefore(expiry.get());
        }
    }

    /**
     * The credential proves nothing.
     *
     * @param reason why
     * @param detail more of it for the operator alone; never the credential, nor a part of it, nor what a peer may have typed into the wrong field
     */
    record Rejected(Reason reason, String detail) implements CredentialProof {
        /**
         * Requires both parts.
         *
         * @param reason why
         * @param detail more of it for the operator alone
         */
        public Rejected {
            requireNonNull(reason, "reason");
            requireNonNull(detail, "detail");
        }
    }

    /** Why a credential proves nothing. Peers are told the same of all of them. */
    enum Reason {
        /** Not of the form that its scheme prescribes. */
        MALFORMED,
        /** Nobody has such a credential: an unknown user, a token that was never made or was revoked. */
        UNKNOWN,
        /** The right name and the wrong secret, or a signature that does not fit. */
        WRONG,
        /** It was good once. */
        EXPIRED,
        /** It will be good later. */
        NOT_YET_VALID,
        /** It was meant for somebody else, or for another service. */
        NOT_FOR_US,
        /** It works once, and has. */
        REPLAYED,
        /** It is good, and its caller is switched off. */
        DISABLED,
        /** It is good by what its file said last, and the file could not be looked at for so long that it may have been taken back. */
        UNCHECKED;

        private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /**
         * The stable code for logs.
         *
         * @return lower-case with dashes, such as {@code not-yet-valid}
         */
        public String text() {
            return text;
        }
    }
}
