package io.securerpc.config;

import java.nio.file.Path;

/** STUB: a Nano config-rpc.toml (with [secure], or a config-tls.toml beside it) as settings. */
public final class NanoConfig {
    private NanoConfig() {}

    public static ServerSettings load(Path file) {
        throw new UnsupportedOperationException("stub");
    }
}
