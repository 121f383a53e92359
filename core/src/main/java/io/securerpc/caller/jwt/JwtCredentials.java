package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.CredentialProof.Proven;
import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.Realm;
import io.securerpc.reload.Live;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens of several signers as one kind of credential. The name of the algorithm says whether a secret or an issuer is meant, and {@code iss} which issuer. */
final class JwtCredentials implements CredentialKind {
    static final String ID_PREFIX = "jwt:";

    /** Between the key and the token, in a mark. */
    private static final char DOT = '.';

    private record Followed(JwtSigner signer, KeySupply keys) {}

    private final Map<String, Followed> signers = new LinkedHashMap<>();
    private final RecentTokens recent = new RecentTokens();
    private final String challenge;

    JwtCredentials(List<JwtSigner> signers, Realm realm, InstantSource clock) {
        challenge = realm.challenge("Bearer");
        for (JwtSigner signer : signers) {
            this.signers.put(signer.name(), new Followed(signer, signer.openKeys(clock)));
        }
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.JWT;
    }

    @Override
    public String challenge() {
        return challenge;
    }

    /** RFC 6750 §3.1: expired, revoked and malformed ones are all of this kind. */
    @Override
    public String challengeAfterRefusal() {
        return challenge + ", error=\"invalid_token\"";
    }

    /** Before its signature was checked a token names nobody; attempts are counted by address. */
    @Override
    public Optional<String> claimedName(String value) {
        return Optional.empty();
    }

    @Override
    public Optional<Proven> known(String value, Instant now) {
        requireNonNull(now, "now");
        if (requireNonNull(value, "value").length() > CompactToken.LONGEST) {
            return Optional.empty();
        }
        return recent.find(KeyedMark.of(value), now).filter(proof -> holds(proof, now));
    }

    @Override
    public CredentialProof prove(String value, Instant now) {
        requireNonNull(value, "value");
        requireNonNull(now, "now");
        try {
            CompactToken token = CompactToken.parse(value);
            Followed followed = signerOf(token);
            VerificationKey key = keyOf(followed, token, now);
            JwtSigner.Claimed claimed = followed.signer().read(token.claims(), now);
            claimed.validity().check(now);
            String mark = KeyedMark.of(value);
            String permissionsClaim = followed.signer().terms().permissionsClaim();
            Proven proof = new Proven(
                    id(followed.signer(), claimed.subject()),
                    key.id() + DOT + mark,
                    token.claims().permissions(permissionsClaim),
                    Optional.ofNullable(claimed.end()));
            recent.remember(mark, proof, claimed.validity());
            return proof;
        } catch (Refused e) {
            return e.rejected();
        }
    }

    @Override
    public boolean holds(Proven proof, Instant now) {
        requireNonNull(now, "now");
        int dot = requireNonNull(proof, "proof").mark().indexOf(DOT);
        if (dot < 0 || proof.expired(now)) {
            return false;
        }
        Followed followed = signerOf(proof);
        return followed != null && followed.keys().current().has(proof.mark().substring(0, dot), now);
    }

    private @Nullable Followed signerOf(Proven proof) {
        if (!proof.callerId().startsWith(ID_PREFIX)) {
            return null;
        }
        String rest = proof.callerId().substring(ID_PREFIX.length());
        int bar = rest.indexOf(JwtSigner.SEPARATOR);
        return signers.get(bar < 0 ? rest : rest.substring(0, bar));
    }

    @Override
    public List<Live<?>> followed() {
        List<Live<?>> all = new ArrayList<>();
        signers.values().forEach(followed -> all.addAll(followed.keys().followed()));
        return List.copyOf(all);
    }

    /** Those of its signer: the files of others say nothing of it. */
    @Override
    public List<Live<?>> followed(Proven proof) {
        Followed followed = signerOf(requireNonNull(proof, "proof"));
        return followed == null ? followed() : followed.keys().followed();
    }

    private Followed signerOf(CompactToken token) throws Refused {
        boolean symmetric = token.algorithm().equals(SecretFile.ALGORITHM);
        if (!symmetric && JwtAlgorithm.named(token.algorithm()).isEmpty()) {
            throw new Refused(Reason.UNKNOWN, "no key for its algorithm");
        }
        @Nullable Followed found = symmetric ? secret() : issuer(token);
        if (found == null) {
            throw symmetric
                    ? new Refused(Reason.UNKNOWN, "no key for its algorithm")
                    : new Refused(Reason.NOT_FOR_US, "iss is none that is accepted");
        }
        return found;
    }

    private @Nullable Followed secret() {
        return signers.values().stream()
                .filter(followed -> followed.signer() instanceof JwtSecret)
                .findFirst()
                .orElse(null);
    }

    /** By a claim that nobody has verified yet: it says whose keys to try. */
    private @Nullable Followed issuer(CompactToken token) throws Refused {
        Followed followed = signers.get(token.claims().issuer().orElse(""));
        return followed != null && followed.signer() instanceof JwtIssuer ? followed : null;
    }

    private static VerificationKey keyOf(Followed followed, CompactToken token, Instant now) throws Refused {
        List<VerificationKey> keys = followed.keys().current().answeringTo(token, now);
        if (keys.isEmpty()) {
            followed.keys().missed();
            keys = followed.keys().current().answeringTo(token, now);
        }
        if (keys.isEmpty()) {
            throw new Refused(Reason.UNKNOWN, "no key of that kid and algorithm");
        }
        for (VerificationKey key : keys) {
            if (key.signed(token)) {
                return key;
            }
        }
        throw new Refused(Reason.WRONG, "signature does not fit");
    }

    private static String id(JwtSigner signer, Optional<String> subject) {
        String name = ID_PREFIX + signer.name();
        return subject.map(text -> name + JwtSigner.SEPARATOR + text).orElse(name);
    }

    /** The signers. */
    @Override
    public String toString() {
        return "JWT of " + signers.keySet();
    }
}
