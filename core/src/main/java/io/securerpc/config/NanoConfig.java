package io.securerpc.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A Nano node's {@code config-rpc.toml}, taken unchanged: with the {@code [secure]} table of V19 to V22, or with the
 * {@code config-tls.toml} of V23 to V26 beside it.
 *
 * <h2>Defaults</h2>
 *
 * Nano's own for Nano's keys, so that a file means here what it meant there: {@code ::1}, port 7076, no control methods, 20
 * levels of JSON, requests up to 32 MiB, no TLS. What Nano has no key for stands in one table of our own,
 * {@code [secure_rpc]}; every key, its default and the reason are in {@code configuration.md}.
 *
 * <h2>Security</h2>
 *
 * Nothing is repaired, and nothing is replaced by a default once it was refused: unknown keys, wrong kinds of value and
 * contradictions are a {@link ConfigException} that names all of them. Keys that Nano knows and that mean nothing here are
 * reported in {@link ServerSettings#notes()}. A {@code config-tls.toml} that exists and cannot be read is an error, never
 * "no TLS". Where Nano only warned, plain HTTP beyond loopback and control methods for anonymous callers are stopped later by
 * {@link io.securerpc.listener.ExposureGuard}. Whether the files that are named exist is found out at start, not here.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * ServerSettings settings = NanoConfig.load(Path.of("config-rpc.toml"));
 * settings.notes().forEach(log::warn);
 * }</pre>
 */
public final class NanoConfig {
    private NanoConfig() {}

    /**
     * Reads the file and the {@code config-tls.toml} beside it, if there is one. Paths in them are relative to their folder,
     * not to the working directory as in Nano.
     *
     * @param file the {@code config-rpc.toml}
     * @return what the files say
     * @throws ConfigFileException if a file cannot be read as TOML
     * @throws ConfigException if what it says is refused
     */
    public static ServerSettings load(Path file) {
        requireNonNull(file, "file");
        return new SettingsReader(file).settings();
    }
}
