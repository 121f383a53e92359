package io.securerpc.trust;

import java.nio.file.Path;
import java.util.Optional;

/** STUB: one file of a trust directory: trusted, or rejected with a reason and the name it should have. */
public record TrustEntry(Path file, Optional<String> rejection) {}
