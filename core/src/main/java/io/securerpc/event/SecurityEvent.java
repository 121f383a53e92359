package io.securerpc.event;

import java.util.List;

/** STUB: something an operator wants to know. */
public sealed interface SecurityEvent {
    /** One line, no secrets, peer text escaped. */
    String text();

    record RequestRefused(List<String> codes, String text) implements SecurityEvent {}

    record ClientRefused(String text) implements SecurityEvent {}

    record ConnectionCut(String callerId, String text) implements SecurityEvent {}

    record TrustChanged(String text) implements SecurityEvent {}

    record Warning(String text) implements SecurityEvent {}
}
