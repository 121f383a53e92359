package io.securerpc.jetty;

import io.securerpc.rpc.QueuedMessage;
import java.nio.charset.StandardCharsets;

/** A message whose text is known. */
final class TextMessage extends QueuedMessage {
    private final String text;

    TextMessage(String text) {
        this.text = text;
    }

    @Override
    public byte[] leave() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
