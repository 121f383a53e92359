package io.securerpc.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is asked of both servers. */
enum Scenario {
    /** One request in flight on each of 32 connections that stay open. */
    HTTP1("POST, HTTP/1.1 keep-alive", List.of("--h1", "-c", "32", "-m", "1")),
    /** Eight streams on each of four connections: as many in flight as above. */
    HTTP2("POST, HTTP/2", List.of("-c", "4", "-m", "8")),
    /** New connections with a full TLS 1.3 handshake and nothing after it. */
    HANDSHAKE("full TLS 1.3 handshake", List.of());

    private final String title;
    private final List<String> h2load;

    Scenario(String title, List<String> h2load) {
        this.title = title;
        this.h2load = h2load;
    }

    static Scenario named(String name) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.option().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--only " + name + " (expected: " + names() + ")"));
    }

    static String names() {
        return Arrays.stream(values()).map(Scenario::option).collect(Collectors.joining("|"));
    }

    String title() {
        return title;
    }

    List<String> h2load() {
        return h2load;
    }

    private String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
