package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;

/** An OpenSSL cipher string, as {@code ssl_ciphers} of nginx has it. */
final class OpensslCipherString {
    private OpensslCipherString() {}

    /** The suites of TLS 1.2 that the string selects, in its order. */
    static List<CipherSuite> select(String cipherString) {
        requireNonNull(cipherString, "cipherString");
        return Stream.of(cipherString.split(":", -1)).map(CipherSuite::parse).toList();
    }
}
