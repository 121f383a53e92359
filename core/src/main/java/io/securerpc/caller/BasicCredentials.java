package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.reload.Live;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * HTTP Basic (RFC 7617) against bcrypt hashes. A wrong password and an unknown user cost the same work, that of the dearest hash there is; a password that was right
 * a moment ago costs none.
 */
final class BasicCredentials implements CredentialKind {
    static final String SCHEME = "Basic";
    static final String ID_PREFIX = "basic:";

    private final Supplier<UserTable> users;
    private final List<Live<?>> followed;
    private final PasswordWork work;
    private final Realm realm;

    BasicCredentials(Supplier<UserTable> users, List<Live<?>> followed, PasswordWork work, Realm realm) {
        this.realm = realm;
        this.users = users;
        this.followed = List.copyOf(followed);
        this.work = work;
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.BASIC;
    }

    @Override
    public String challenge() {
        return realm.challenge(SCHEME) + ", charset=\"UTF-8\"";
    }

    @Override
    public Optional<String> claimedName(String value) {
        return BasicPair.parse(requireNonNull(value, "value")).map(BasicPair::name);
    }

    @Override
    public Optional<CredentialProof.Proven> known(String value, Instant now) {
        requireNonNull(now, "now");
        UserTable table = users.get();
        return BasicPair.parse(requireNonNull(value, "value"))
                .filter(pair -> table.recent().knows(RecentProofs.key(pair, hash(table, pair)), now))
                .flatMap(pair -> proven(table, pair));
    }

    @Override
    public CredentialProof prove(String value, Instant now) {
        requireNonNull(now, "now");
        Optional<BasicPair> pair = BasicPair.parse(requireNonNull(value, "value"));
        return pair.isPresent()
                ? prove(pair.get(), users.get(), now)
                : new CredentialProof.Rejected(
                        CredentialProof.Reason.MALFORMED, "not name:password in base64 and UTF-8, or too long");
    }

    @Override
    public boolean holds(CredentialProof.Proven proof, Instant now) {
        requireNonNull(proof, "proof");
        requireNonNull(now, "now");
        return proof.callerId().startsWith(ID_PREFIX)
                && users.get()
                        .mark(proof.callerId().substring(ID_PREFIX.length()))
                        .filter(proof.mark()::equals)
                        .isPresent();
    }

    @Override
    public List<Live<?>> followed() {
        return followed;
    }

    private CredentialProof prove(BasicPair pair, UserTable table, Instant now) {
        BcryptHash hash = hash(table, pair);
        byte[] password = pair.password();
        boolean right = work.matches(hash, password);
        Optional<CredentialProof.Proven> proven = right ? proven(table, pair) : Optional.empty();
        if (proven.isPresent()) {
            table.recent().remember(RecentProofs.key(pair, hash), now);
            return proven.get();
        }
        table.remainingWork(hash).forEach(dummy -> work.matches(dummy, password));
        // An unknown name is not repeated: some people type their password there.
        return table.hash(pair.name()) == null
                ? new CredentialProof.Rejected(CredentialProof.Reason.UNKNOWN, "no such user")
                : new CredentialProof.Rejected(
                        CredentialProof.Reason.WRONG, "wrong password for " + ID_PREFIX + pair.name());
    }

    private static BcryptHash hash(UserTable table, BasicPair pair) {
        BcryptHash hash = table.hash(pair.name());
        return hash == null ? table.nobody() : hash;
    }

    private static Optional<CredentialProof.Proven> proven(UserTable table, BasicPair pair) {
        return table.mark(pair.name())
                .map(mark -> new CredentialProof.Proven(ID_PREFIX + pair.name(), mark, Set.of(), Optional.empty()));
    }
}
