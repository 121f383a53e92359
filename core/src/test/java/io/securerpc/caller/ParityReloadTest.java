package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.reload.Live;
import io.securerpc.reload.LiveListener;
import io.securerpc.reload.Looks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of Parity tokens when their file changes, by this library, by Parity or by accident; and what servers write into it. */
class ParityReloadTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private final List<Runnable> writes = new ArrayList<>();
    private final List<String> news = new ArrayList<>();
    private Instant now = BEGIN;
    private Path path;
    private ParityTokenFile file;
    private ParityToken wallet;
    private CredentialKind kind;

    @BeforeEach
    void open() {
        path = folder.resolve("authcodes");
        file = ParityTokenFile.at(path, () -> now);
        wallet = file.create("wallet").token();
        kind = ParityTokens.in(path).open(() -> now, writes::add);
        addListener(kind.followed().get(0));
    }

    private <T> void addListener(Live<T> live) {
        live.addListener(new LiveListener<>() {
            @Override
            public void swapped(T before, T after, List<String> warnings) {
                news.add(before + ", then " + after + warnings);
            }

            @Override
            public void rejected(String reason) {
                news.add(reason);
            }

            @Override
            public void recovered() {
                news.add("recovered");
            }
        });
    }

    private void look() {
        kind.followed().forEach(Looks::at);
    }

    /** What is taken where it stays as it is for a while must not be looked at for so long. */
    private void lookOnce() {
        kind.followed().forEach(Live::look);
    }

    /** Files that were refused are not looked at again at once, but after 19 times what the attempt took. */
    private void lookUntil(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    look();
                    assertion.run();
                });
    }

    private CredentialProof prove(ParityToken token) {
        long seconds = now.getEpochSecond();
        return kind.prove(HexFormat.of().formatHex(token.secret().proofAt(seconds)) + "_" + seconds, now);
    }

    private CredentialProof.Proven proven() {
        return (CredentialProof.Proven) prove(wallet);
    }

    private void write() {
        assertThat(writes).hasSize(1);
        writes.remove(0).run();
        look();
    }

    private String failure() {
        return kind.followed().get(0).status().lastFailure().orElseThrow().reason();
    }

    @Test
    void aBrokenOrMissingFileStopsTheStart() throws Exception {
        Files.writeString(path, Files.readString(path) + "what?\n");
        assertThatThrownBy(() -> ParityTokens.in(path).open(() -> now))
                .isInstanceOfSatisfying(
                        TokenFileException.class, e -> assertThat(e.line()).hasValue(2))
                .hasMessage("token file " + path + ": line 2: no token (expected: 16 to 128 letters and digits)");
        Files.delete(path);
        assertThatThrownBy(() -> ParityTokens.in(path).open(() -> now))
                .hasMessage("token file " + path
                        + ": no such file (expected: a file of Parity tokens this process may read)");
    }

    @Test
    void aBrokenOrMissingFileKeepsWhatItHeldAndSaysSo() throws Exception {
        CredentialProof.Proven proof = proven();
        Path kept = Files.copy(path, folder.resolve("kept"));

        Files.writeString(path, "what?\n", StandardOpenOption.APPEND);
        lookUntil(() -> assertThat(failure()).contains("line 2: no token (expected: 16 to 128 letters and digits)"));
        assertThat(kind.holds(proof, now)).isTrue();

        Files.delete(path);
        lookUntil(() -> assertThat(failure()).contains("no such file"));
        assertThat(kind.holds(proof, now)).isTrue();

        Files.move(kept, path, StandardCopyOption.REPLACE_EXISTING);
        lookUntil(() -> assertThat(kind.followed().get(0).status().failing()).isFalse());
        file.revoke("wallet");
        file.create("other");
        lookUntil(() -> assertThat(news).contains("1 Parity tokens, then 1 Parity tokens[]"));
        assertThat(kind.holds(proof, now)).isFalse();
    }

    /** Parity empties the file before it writes it. */
    @Test
    void anEmptyFileHasToStayEmpty() throws Exception {
        CredentialProof.Proven proof = proven();
        String text = Files.readString(path);
        Files.writeString(path, "");
        lookOnce();
        assertThat(kind.holds(proof, now)).isTrue();
        Files.writeString(path, text);
        lookUntil(() -> assertThat(kind.followed().get(0).status().failing()).isFalse());
        assertThat(kind.holds(proof, now)).isTrue();

        Files.writeString(path, "");
        lookUntil(() -> assertThat(kind.holds(proof, now)).isFalse());
        assertThat(news)
                .contains(
                        "1 Parity tokens, then 0 Parity tokens[an empty file; taken nevertheless, because unchanged for"
                                + " 1 s, no token is left, so none of their owners can call]");
    }

    /** A line that was cut off is none: neither is its time another one. */
    @Test
    void aFileThatIsHalfWrittenIsNotUsed() throws Exception {
        CredentialProof.Proven proof = proven();
        String text = Files.readString(path).strip().replace(";;wallet", "");
        for (int length = 1; length < text.length(); length++) {
            Files.writeString(path, text.substring(0, length));
            lookOnce();
            assertThat(kind.holds(proof, now)).as("%s characters", length).isTrue();
        }
    }

    /** What is granted to the name is not theirs any more, and nobody is let in by a name that is gone. */
    @Test
    void namesThatParityDropsAreMissed() throws Exception {
        CredentialProof.Proven proof = proven();
        Files.writeString(path, wallet.secret().text() + ";" + BEGIN.getEpochSecond());
        lookUntil(() -> assertThat(kind.holds(proof, now)).isFalse());
        assertThat(news)
                .containsExactly(
                        "1 Parity tokens, then 1 Parity tokens[1 tokens have lost their names, as when Parity"
                                + " writes the file: their callers are others now, and what is granted to the names is not theirs]");
        now = BEGIN.plusSeconds(1);
        assertThat(proven().callerId())
                .isEqualTo("parity:" + wallet.secret().hash().hex().substring(0, 8));
    }

    @Test
    void aTokenThatParityAddsIsAccepted() throws Exception {
        Files.writeString(path, "23521352asdfasdfadf;" + BEGIN.getEpochSecond(), StandardOpenOption.APPEND);
        look();
        ParityToken added = file.load().get(1);
        assertThat(prove(added).match(CredentialProof.Proven::callerId, Object::toString))
                .isEqualTo("parity:" + TokenHash.of("23521352asdfasdfadf").hex().substring(0, 8));
    }

    @Test
    void usesAreWrittenRarelyAndElsewhereAndParityCanReadThem() throws Exception {
        for (int i = 0; i < 5; i++) {
            now = BEGIN.plusSeconds(i);
            proven();
        }
        assertThat(writes).hasSize(1);
        write();
        assertThat(path)
                .hasContent(wallet.secret().text() + ";" + BEGIN.getEpochSecond() + ";" + now.getEpochSecond()
                        + ";wallet\n");

        Instant first = now;
        now = first.plus(Duration.ofHours(1)).minusNanos(1);
        proven();
        assertThat(writes).isEmpty();
        now = first.plus(Duration.ofHours(1));
        proven();
        write();
        assertThat(Files.readString(path)).contains(";" + now.getEpochSecond() + ";");
    }

    /** That it was used at all decides how long it is good; when, nobody has to hear. */
    @Test
    void theFirstUseIsAChangeAndLaterOnesAreNone() {
        proven();
        write();
        assertThat(news).containsExactly("1 Parity tokens, then 1 Parity tokens[]");
        now = BEGIN.plus(Duration.ofHours(1));
        proven();
        write();
        assertThat(news).hasSize(1);
    }

    /** A second token that is used for the first time must not wait for the pause after the first. */
    @Test
    void everyFirstUseIsWrittenAtOnce() {
        ParityToken second = file.create("second").token();
        look();
        proven();
        write();
        prove(second);
        write();
        assertThat(file.load()).allMatch(token -> token.lastUse().equals(Optional.of(BEGIN)));
    }

    /** A socket that stays open is a use. */
    @Test
    void whatCouldNotBeWrittenIsMadeUpForWhileTheSocketIsOpen() throws Exception {
        String text = Files.readString(path);
        CredentialProof.Proven proof = proven();
        Files.writeString(path, "what?");
        writes.remove(0).run();
        Files.writeString(path, text);
        now = BEGIN.plus(Duration.ofMinutes(59));
        assertThat(kind.holds(proof, now)).isTrue();
        assertThat(writes).isEmpty();
        now = BEGIN.plus(Duration.ofMinutes(60));
        assertThat(kind.holds(proof, now)).isTrue();
        write();
        assertThat(file.load().get(0).lastUse()).contains(now);
    }

    @Test
    void onlyGoodProofsAreUses() {
        ParityToken other =
                ParityTokenFile.at(folder.resolve("other")).create("x").token();
        prove(other);
        now = BEGIN.plus(Duration.ofHours(24));
        prove(wallet);
        assertThat(writes).isEmpty();
    }

    @Test
    void aUseNeverBringsBackWhoWasRevoked() throws Exception {
        proven();
        file.revoke("wallet");
        write();
        assertThat(path).isEmptyFile();
    }

    /** Otherwise each start would be its birthday. */
    @Test
    void theAgeOfATokenWithoutOneIsWrittenDown() throws Exception {
        Files.writeString(path, "23521352asdfasdfadf\nabcdEFGH1234wxyz\n");
        CredentialKind old = ParityTokens.in(path).open(() -> now, writes::add);
        assertThat(writes).hasSize(1);
        now = BEGIN.plusSeconds(5);
        writes.remove(0).run();
        old.followed().forEach(Looks::at);

        long seconds = now.getEpochSecond();
        assertThat(path).hasContent("23521352asdfasdfadf;" + seconds + "\nabcdEFGH1234wxyz;" + seconds + "\n");
        assertThat(writes).isEmpty();
    }

    /** Looking again does not make it younger. */
    @Test
    void theAgeOfATokenWithoutOneBeginsWhenItIsSeen() throws Exception {
        Files.writeString(path, "23521352asdfasdfadf\n");
        CredentialKind old = ParityTokens.in(path).open(() -> now, task -> {});
        now = BEGIN.plus(Duration.ofHours(23));
        Files.writeString(path, "23521352asdfasdfadf\nabcdEFGH1234wxyz\n");
        old.followed().forEach(Looks::at);
        now = BEGIN.plus(Duration.ofHours(24));
        long seconds = now.getEpochSecond();
        List<String> answers = new ArrayList<>();
        for (String token : List.of("23521352asdfasdfadf", "abcdEFGH1234wxyz")) {
            byte[] hash = ParityTokenSecret.parse(token).orElseThrow().proofAt(seconds);
            answers.add(old.prove(HexFormat.of().formatHex(hash) + "_" + seconds, now)
                    .match(proof -> "proven", rejected -> rejected.reason().text()));
        }
        assertThat(answers).containsExactly("expired", "proven");
    }

    /** A text that is a Parity token is no bearer token, and the other way round, whatever the files say. */
    @Test
    void theKindsNeverMix() throws Exception {
        TokenFile bearers = TokenFile.at(folder.resolve("tokens"), () -> now);
        String bearer = bearers.create(NewToken.named("wallet")).secret();
        CredentialKind tokens = BearerTokens.in(bearers.path()).open(() -> now, writes::add);
        long seconds = now.getEpochSecond();
        String proof = HexFormat.of().formatHex(wallet.secret().proofAt(seconds)) + "_" + seconds;

        for (String text : List.of(wallet.secret().text(), wallet.secret().shown(), proof)) {
            assertThat(tokens.prove(text, now))
                    .isEqualTo(
                            new CredentialProof.Rejected(CredentialProof.Reason.MALFORMED, "no token of this library"));
        }
        assertThat(kind.prove(bearer, now)
                        .match(Object::toString, rejected -> rejected.reason().text()))
                .isEqualTo("malformed");
        // Not even a file that has its text, with or without what Parity's do not have, makes a Parity token of it.
        Files.writeString(path, bearer + ";" + seconds + "\n");
        assertThatThrownBy(() -> ParityTokens.in(path).open(() -> now))
                .hasMessageEndingWith("line 1: no token (expected: 16 to 128 letters and digits)");
        String hash = TokenHash.of(wallet.secret().text()).hex();
        Files.writeString(
                bearers.path(),
                Files.readString(bearers.path())
                        .replaceAll("\"sha256\":\"[0-9a-f]{64}\"", "\"sha256\":\"" + hash + "\""));
        CredentialKind same = BearerTokens.in(bearers.path()).open(() -> now, writes::add);
        assertThat(same.prove(wallet.secret().text(), now)
                        .match(Object::toString, rejected -> rejected.reason().text()))
                .isEqualTo("malformed");
        CredentialProof.Proven parity = proven();
        assertThat(same.holds(parity, now)).isFalse();
    }
}
