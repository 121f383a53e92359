package io.securerpc.config;

import io.securerpc.caller.jwt.JwtAlgorithm;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtSecret;
import io.securerpc.caller.jwt.JwtSigner;
import io.securerpc.caller.jwt.JwtTokens;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One signer of web tokens, in a table of its own: an issuer with keys, or a shared secret. */
final class JwtReader {
    private final ConfigSource table;

    private JwtReader(ConfigSource table) {
        this.table = table;
    }

    /** All signers as one kind of credential; empty without any, or where one is refused, which has then been said. */
    static Optional<JwtTokens> read(ConfigSource source) {
        List<ConfigSource> tables = source.tables(JwtTable.JWT, Schema.JWT);
        List<JwtSigner> signers = tables.stream()
                .map(JwtReader::new)
                .flatMap(reader -> reader.signer().stream())
                .toList();
        if (signers.isEmpty() || signers.size() < tables.size()) {
            return Optional.empty();
        }
        JwtSigner[] more = signers.subList(1, signers.size()).toArray(JwtSigner[]::new);
        return source.made(JwtTable.JWT, () -> JwtTokens.signedBy(signers.get(0), more));
    }

    private Optional<JwtSigner> signer() {
        boolean secret = table.has(JwtTable.SECRET_FILE);
        boolean whole = true;
        for (ConfigKey<?> key : secret ? JwtTable.OF_ISSUERS : JwtTable.OF_SECRETS) {
            if (table.has(key)) {
                table.refuse(key, "set", secret ? "none beside secret_file" : "only beside secret_file");
                whole = false;
            }
        }
        Optional<? extends JwtSigner> signer = secret ? secret() : issuer();
        return whole ? signer.map(JwtSigner.class::cast) : Optional.empty();
    }

    private Optional<JwtSecret> secret() {
        boolean named = required(JwtTable.NAME, "what the holder of the secret is called in ids");
        Optional<Path> path = table.path(JwtTable.SECRET_FILE);
        if (table.value(JwtTable.SECRET_FILE).isEmpty() && !table.refused(JwtTable.SECRET_FILE)) {
            table.refuse(JwtTable.SECRET_FILE, "empty", "a file with 64 hexadecimal digits");
        }
        if (!named || path.isEmpty()) {
            return Optional.empty();
        }
        // By itself first, so that what is wrong with the file is said of the file.
        return table.made(JwtTable.SECRET_FILE, () -> JwtSecret.file("secret", path.get()))
                .flatMap(sound ->
                        table.made(JwtTable.NAME, () -> JwtSecret.file(table.value(JwtTable.NAME), path.get())))
                .flatMap(secret -> table.made(JwtTable.PERMISSIONS_CLAIM, () -> changed(secret)));
    }

    private JwtSecret changed(JwtSecret secret) {
        JwtSecret changed = secret.withIssueWindow(table.value(JwtTable.ISSUE_WINDOW))
                .withClockSkew(table.value(JwtTable.CLOCK_SKEW))
                .withKeyGrace(table.value(JwtTable.KEY_GRACE));
        String audience = table.value(JwtTable.AUDIENCE);
        String claim = table.value(JwtTable.PERMISSIONS_CLAIM);
        JwtSecret addressed = audience.isEmpty() ? changed : changed.withAudience(audience);
        return claim.isEmpty() ? addressed : addressed.withPermissionsClaim(claim);
    }

    private Optional<JwtIssuer> issuer() {
        boolean issued = required(JwtTable.ISSUER, "the iss of its tokens, or secret_file");
        boolean addressed =
                required(JwtTable.AUDIENCE, "what its tokens name in aud if they are meant for this server");
        Optional<JwtKeys> keys = keys();
        Optional<List<JwtAlgorithm>> algorithms = algorithms();
        if (!issued || !addressed || keys.isEmpty() || algorithms.isEmpty()) {
            return Optional.empty();
        }
        return table.made(
                        JwtTable.ISSUER,
                        () -> JwtIssuer.of(table.value(JwtTable.ISSUER), table.value(JwtTable.AUDIENCE), keys.get()))
                .flatMap(issuer -> table.made(JwtTable.PERMISSIONS_CLAIM, () -> changed(issuer, algorithms.get())));
    }

    private JwtIssuer changed(JwtIssuer issuer, List<JwtAlgorithm> algorithms) {
        JwtIssuer changed = issuer.withLongestLife(table.value(JwtTable.LONGEST_LIFE))
                .withClockSkew(table.value(JwtTable.CLOCK_SKEW))
                .withKeyGrace(table.value(JwtTable.KEY_GRACE));
        String claim = table.value(JwtTable.PERMISSIONS_CLAIM);
        JwtIssuer narrowed =
                algorithms.isEmpty() ? changed : changed.withAlgorithms(algorithms.toArray(JwtAlgorithm[]::new));
        return claim.isEmpty() ? narrowed : narrowed.withPermissionsClaim(claim);
    }

    private Optional<JwtKeys> keys() {
        String url = table.value(JwtTable.KEYS_URL);
        Optional<Path> authorities = table.path(JwtTable.KEYS_URL_AUTHORITIES);
        if (url.isEmpty()) {
            if (authorities.isPresent()) {
                table.refuse(JwtTable.KEYS_URL_AUTHORITIES, "set", "only beside keys_url");
            }
            return files();
        }
        if (table.has(JwtTable.KEYS)) {
            table.refuse(JwtTable.KEYS, "set", "none beside keys_url");
            return Optional.empty();
        }
        return table.made(JwtTable.KEYS_URL, () -> {
            JwtKeys keys = JwtKeys.url(address(url));
            return authorities.isPresent() ? keys.withAuthorities(authorities.get()) : keys;
        });
    }

    /** Not repeated if it is none: it may hold a password. */
    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "an address with a mistake at " + e.getIndex() + " (expected: https://HOST/PATH)", null);
        }
    }

    private Optional<JwtKeys> files() {
        List<Path> files = new ArrayList<>();
        for (String file : table.value(JwtTable.KEYS)) {
            try {
                files.add(table.file().toAbsolutePath().resolveSibling(file));
            } catch (InvalidPathException e) {
                table.refuse(JwtTable.KEYS, "no path", "paths of files");
                return Optional.empty();
            }
        }
        if (files.isEmpty()) {
            if (!table.refused(JwtTable.KEYS)) {
                table.refuse(
                        JwtTable.KEYS, "missing", "files with the issuer's public keys, PEM or JWK Set, or keys_url");
            }
            return Optional.empty();
        }
        Path[] more = files.subList(1, files.size()).toArray(Path[]::new);
        return table.made(JwtTable.KEYS, () -> JwtKeys.files(files.get(0), more));
    }

    private Optional<List<JwtAlgorithm>> algorithms() {
        List<JwtAlgorithm> algorithms = new ArrayList<>();
        List<String> names = table.value(JwtTable.ALGORITHMS);
        for (String name : names) {
            JwtAlgorithm.named(name)
                    .ifPresentOrElse(
                            algorithms::add,
                            () -> table.refuse(
                                    JwtTable.ALGORITHMS,
                                    "'" + name + "'",
                                    "RS256 to RS512, PS256 to PS512, ES256 to ES512, EdDSA"));
        }
        if (names.isEmpty() && table.has(JwtTable.ALGORITHMS) && !table.refused(JwtTable.ALGORITHMS)) {
            table.refuse(JwtTable.ALGORITHMS, "empty", "at least one, or no such key");
            return Optional.empty();
        }
        return algorithms.size() == names.size() ? Optional.of(algorithms) : Optional.empty();
    }

    private boolean required(ConfigKey<String> key, String rule) {
        TextSetting setting = new TextSetting(table, key);
        if (!setting.given()) {
            setting.refuseMissing(rule);
        }
        return setting.given();
    }
}
