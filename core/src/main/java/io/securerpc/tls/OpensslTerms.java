package io.securerpc.tls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A policy as nginx and OpenSSL would write it. */
final class OpensslTerms {
    private OpensslTerms() {}

    static String of(TlsPolicy policy) {
        List<String> lines = new ArrayList<>();
        lines.add("ssl_protocols "
                + policy.versions().stream().sorted().map(TlsVersion::jsseName).collect(Collectors.joining(" ")));
        if (policy.versions().contains(TlsVersion.TLS_1_2)) {
            lines.add("ssl_ciphers " + suites(policy, TlsVersion.TLS_1_2));
        }
        if (policy.versions().contains(TlsVersion.TLS_1_3)) {
            lines.add("ssl_conf_command Ciphersuites " + suites(policy, TlsVersion.TLS_1_3));
        }
        policy.groups()
                .ifPresent(groups -> lines.add("ssl_ecdh_curve "
                        + groups.stream().map(NamedGroup::opensslName).collect(Collectors.joining(":"))));
        policy.signatureSchemes()
                .ifPresent(schemes -> lines.add("ssl_conf_command SignatureAlgorithms "
                        + schemes.stream().map(SignatureScheme::opensslName).collect(Collectors.joining(":"))));
        lines.add("ssl_prefer_server_ciphers " + (policy.serverPreference() ? "on" : "off"));
        lines.add("ssl_session_timeout " + time(policy.sessionLifetime()));
        return lines.stream().map(line -> line + ";").collect(Collectors.joining("\n"));
    }

    private static String suites(TlsPolicy policy, TlsVersion version) {
        return policy.cipherSuites().stream()
                .filter(suite -> suite.version() == version)
                .map(CipherSuite::opensslName)
                .collect(Collectors.joining(":"));
    }

    /** As nginx writes times: the largest unit that leaves a whole number. */
    private static String time(Duration lifetime) {
        long seconds = lifetime.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
