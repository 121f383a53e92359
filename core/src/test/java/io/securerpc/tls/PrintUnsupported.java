package io.securerpc.tls;

import java.util.List;

/** Run in a JVM of its own, whose security properties differ: prints what its JDK lacks of each preset. */
final class PrintUnsupported {
    private PrintUnsupported() {}

    public static void main(String[] arguments) {
        for (TlsPolicy policy : List.of(TlsPolicy.modern(), TlsPolicy.intermediate(), TlsPolicy.compatible())) {
            System.out.println(policy.unsupported());
        }
    }
}
