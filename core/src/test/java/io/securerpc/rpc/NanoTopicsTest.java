package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.testsupport.Functional;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as Nano's own WebSocket clients send them. */
@Functional
class NanoTopicsTest {
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final RecordingChannel channel = new RecordingChannel();
    private final RpcService service = RpcService.builder()
            .subscription("confirmation", Permission.PUBLIC, subscriber -> {
                started.incrementAndGet();
                subscriber.send(Map.of("hash", "AB", "amount", 5));
                return ended::incrementAndGet;
            })
            .subscription("telemetry", Permission.CONTROL, subscriber -> ended::incrementAndGet)
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"action":"subscribe","topic":"confirmation","ack":true} | subscribe | ``
            {"action":"subscribe","topic":"confirmation","ack":true,"id":"7"} | subscribe | `,\\n    "id": "7"`
            {"action":"subscribe","topic":"confirmation","ack":"true","id":7} | subscribe | `,\\n    "id": "7"`
            {"action":"subscribe","topic":"confirmation","ack":true,"id":"a\\"b"} | subscribe | `,\\n    "id": "a\\"b"`
            {"action":"subscribe","topic":"confirmation","ack":true,"id":""} | subscribe | ``
            {"action":"subscribe","topic":"confirmation","ack":true,"options":{}} | subscribe | ``
            {"action":"subscribe","topic":"confirmation","ack":true,"options":""} | subscribe | ``
            {"action":"ping"} | pong | ``
            {"action":"ping","id":"x"} | pong | `,\\n    "id": "x"`
            {"action":"ping","ack":false} | pong | ``
            """)
    void areAcknowledgedWhereTheyAskForIt(String request, String ack, String id) {
        String answer = ask(request);
        assertThat(answer.replaceFirst("\"time\": \"[0-9]{13}\"", "\"time\": \"…\""))
                .isEqualTo("{\n    \"ack\": \"" + ack + "\",\n    \"time\": \"…\"" + id.replace("\\n", "\n") + "\n}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"action":"subscribe","topic":"nothing","id":"7"} | Unknown topic | `,\\n    "id": "7"`
            {"action":"subscribe","topic":"Confirmation"} | Unknown topic | ``
            {"action":"subscribe","topic":"telemetry","ack":true,"id":"7"} | RPC control is disabled | `,\\n    "id": "7"`
            {"action":"subscribe","id":"7"} | Invalid params: topic is missing (expected: a string) | `,\\n    "id": "7"`
            {"action":"subscribe","topic":["confirmation"]} | Invalid params: topic does not fit (expected: a string) | ``
            {"action":"subscribe","topic":"confirmation","ack":"yes"} | Invalid params: ack does not fit (expected: true or false) | ``
            {"action":"subscribe","topic":"confirmation","ack":{},"id":"7"} | Invalid params: ack does not fit (expected: true or false) | `,\\n    "id": "7"`
            {"action":"subscribe","topic":"confirmation","ack":true,"id":["7"]} | Invalid params: id does not fit (expected: a string) | ``
            {"action":"ping","id":{}} | Invalid params: id does not fit (expected: a string) | ``
            {"action":"unsubscribe","topic":"confirmation","ack":true,"id":"7"} | Not subscribed | `,\\n    "id": "7"`
            {"action":"unsubscribe","topic":"nothing","ack":true} | Unknown topic | ``
            {"action":"subscribe","topic":"confirmation","ack":true,"options":["all_local_accounts"],"id":"7"} | Invalid params: options does not fit (expected: an object) | `,\\n    "id": "7"`
            {"action":"update","topic":"confirmation","options":{},"ack":true,"id":"7"} | Not subscribed | `,\\n    "id": "7"`
            {"action":"update","topic":"confirmation","ack":true,"id":"7"} | Invalid params: options is missing (expected: an object) | `,\\n    "id": "7"`
            {"action":"update","topic":"nothing","options":{}} | Unknown topic | ``
            {"action":"update","topic":"telemetry","options":{}} | RPC control is disabled | ``
            {"action":"Update","topic":"confirmation","options":{}} | Unknown command | ``
            {"action":"Subscribe","topic":"confirmation","ack":true} | Unknown command | ``
            {"action":"","topic":"confirmation"} | Unknown command | ``
            {"action":null} | Unknown command | ``
            {"action":"subscribe","topic":"confirmation", | Unable to parse JSON | ``
            {"action":"subscribe","topic":"confirmation","topic":"telemetry"} | Unable to parse JSON | ``
            """)
    void areAnsweredByAnErrorWhereNanoIsSilentAndStartNothing(String request, String error, String id) {
        assertThat(ask(request)).isEqualTo("{\n    \"error\": \"" + error + "\"" + id.replace("\\n", "\n") + "\n}\n");
        assertThat(started).hasValue(0);
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void getTheAcknowledgementBeforeTheFirstEvent() {
        deliver("{\"action\":\"subscribe\",\"topic\":\"confirmation\",\"ack\":true}");
        assertThat(channel.sent).hasSize(2);
        assertThat(channel.sent.get(0)).startsWith("{\n    \"ack\": \"subscribe\"");
        assertThat(channel.sent.get(1))
                .startsWith("{\n    \"topic\": \"confirmation\"")
                .contains("\"amount\": \"5\"");
    }

    @Test
    void hearEventsAloneWithoutAcknowledgement() {
        deliver("{\"action\":\"subscribe\",\"topic\":\"confirmation\"}");
        assertThat(channel.sent).hasSize(1);
        assertThat(channel.sent.get(0)).startsWith("{\n    \"topic\": \"confirmation\"");
    }

    @Test
    void haveOneSubscriptionOfATopicHoweverOftenTheyAsk() {
        for (int i = 0; i < 3; i++) {
            assertThat(ask("{\"action\":\"subscribe\",\"topic\":\"confirmation\",\"ack\":true}"))
                    .contains("\"ack\": \"subscribe\"");
        }
        assertThat(started).hasValue(1);
        assertThat(ask("{\"action\":\"unsubscribe\",\"topic\":\"confirmation\",\"ack\":true}"))
                .contains("\"ack\": \"unsubscribe\"");
        assertThat(ended).hasValue(1);
        assertThat(ask("{\"action\":\"unsubscribe\",\"topic\":\"confirmation\",\"ack\":true}"))
                .contains("Not subscribed");
        ask("{\"action\":\"subscribe\",\"topic\":\"confirmation\"}");
        assertThat(started).hasValue(2);
    }

    @Test
    void areToldToComeByWebSocket() {
        for (String action : new String[] {"subscribe", "unsubscribe", "update"}) {
            assertThat(Exchanges.ask(
                            service,
                            "{\"action\":\"" + action + "\",\"topic\":\"confirmation\",\"options\":{}}",
                            Exchanges.http()))
                    .isEqualTo("{\n    \"error\": \"Subscriptions need a WebSocket connection\"\n}\n");
        }
        assertThat(Exchanges.ask(service, "{\"action\":\"ping\"}", Exchanges.http()))
                .isEqualTo("{\n    \"error\": \"Unknown command\"\n}\n");
    }

    private void deliver(String request) {
        channel.deliver(
                Exchanges.reply(service, request.getBytes(StandardCharsets.UTF_8), Exchanges.webSocket(channel)));
    }

    private String ask(String request) {
        return Exchanges.ask(service, request, Exchanges.webSocket(channel));
    }
}
