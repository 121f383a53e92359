package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a server has reported, in its order. */
final class RecordedEvents extends CopyOnWriteArrayList<SecurityEvent> {
    private static final long serialVersionUID = 1;

    /** Those of one kind. */
    <E extends SecurityEvent> List<E> of(Class<E> kind) {
        return stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The first of one kind. */
    <E extends SecurityEvent> E first(Class<E> kind) {
        return of(kind).stream().findFirst().orElseThrow();
    }

    /** The first of one kind: what it tells of may be seen a moment before it is told. */
    <E extends SecurityEvent> E awaitFirst(Class<E> kind) {
        await().until(() -> !of(kind).isEmpty());
        return first(kind);
    }

    /** Makes sure that one connection was dropped, and that the reason was this limit. */
    void assertOneDroppedBy(String limit) {
        assertThat(texts(SecurityEvent.ConnectionDropped.class))
                .singleElement()
                .asString()
                .matches("connection from /127\\.0\\.0\\.1:\\d+ dropped: " + limit + " is reached");
    }

    /** Whose connections were cut. */
    List<String> callersCut() {
        return of(SecurityEvent.ConnectionCut.class).stream()
                .map(SecurityEvent.ConnectionCut::callerId)
                .toList();
    }

    /** What those of one kind say. */
    List<String> texts(Class<? extends SecurityEvent> kind) {
        return of(kind).stream().map(SecurityEvent::text).toList();
    }
}
