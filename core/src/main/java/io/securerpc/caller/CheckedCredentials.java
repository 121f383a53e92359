package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** A kind of credential that admits nobody by a file which could not be looked at for too long: it may have been taken back there. */
final class CheckedCredentials extends NarrowedCredentials {
    private final Function<CredentialProof.Proven, Optional<UncheckedFile>> unchecked;

    CheckedCredentials(CredentialKind kind, Function<CredentialProof.Proven, Optional<UncheckedFile>> unchecked) {
        super(kind);
        this.unchecked = requireNonNull(unchecked, "unchecked");
    }

    @Override
    public Optional<CredentialProof.Proven> known(String value, Instant now) {
        return kind.known(value, now).filter(proof -> doubt(proof).isEmpty());
    }

    /** Asked of the kind first: whoever does not know the secret does not learn how its file is doing. What is known without work costs none while it is refused. */
    @Override
    public CredentialProof prove(String value, Instant now) {
        Optional<CredentialProof.Proven> known = kind.known(value, now);
        CredentialProof proof = known.isPresent() ? known.get() : kind.prove(value, now);
        return proof.match(
                proven -> doubt(proven)
                        .<CredentialProof>map(file -> new CredentialProof.Rejected(
                                CredentialProof.Reason.UNCHECKED,
                                proven.callerId() + ", " + file.toString().replace("'", "")))
                        .orElse(proven),
                rejected -> rejected);
    }

    /** Borne for longer than nobody is admitted: whoever was let in keeps its WebSocket over a moment's loss. */
    @Override
    public boolean holds(CredentialProof.Proven proof, Instant now) {
        return unchecked.apply(proof).filter(UncheckedFile::endsWhatIsOpen).isEmpty() && kind.holds(proof, now);
    }

    private Optional<UncheckedFile> doubt(CredentialProof.Proven proof) {
        return unchecked.apply(proof).filter(UncheckedFile::admitsNobody);
    }
}
