package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Floating numbers of the standard codec are numbers: NaN lies in no range and outside of none, so that every check of bounds lets it pass. */
class FiniteNumbersTest {
    record Order(double price) {
        Order {
            if (price < 0 || price > 100) {
                throw new IllegalArgumentException("price");
            }
        }
    }

    record OfFloat(float price) {}

    record OfObjects(Double price) {}

    record OfOptional(OptionalDouble price) {}

    record OfArray(double[] price) {}

    record OfFloats(float[] price) {}

    record OfList(List<Double> price) {}

    record OfMap(Map<String, Float> price) {}

    private final RpcService service = RpcService.builder()
            .method("buy", Permission.PUBLIC, call -> call.params().as(Order.class))
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {"\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"INF\"", "\"-INF\"", "1e400", "-1e400", "\"5\""})
    void areNotMadeOfTextNorOfWhatNoneOfThemCanHold(String price) {
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"buy\",\"params\":{\"price\":" + price + "}}"))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32602,\"message\":\"Invalid params: price\"},\"id\":1}");
        refused(OfFloat.class, price);
        refused(OfObjects.class, price);
        refused(OfOptional.class, price);
        refused(OfArray.class, "[1," + price + "]");
        refused(OfFloats.class, "[1," + price + "]");
        refused(OfList.class, "[" + price + "]");
        refused(OfMap.class, "{\"a\":" + price + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"NaN\"", "\"Infinity\"", "\"-INF\"", "\"1e400\"", "1e400"})
    void areNumbersInTheNanoFormToo(String price) {
        assertThat(ask("{\"action\":\"buy\",\"price\":" + price + "}"))
                .isEqualTo("{\n    \"error\": \"Invalid params: price\"\n}\n");
    }

    @Test
    void areReadWhereTheyAreNumbers() {
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"buy\",\"params\":{\"price\":1.5e1}}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"price\":15.0},\"id\":1}");
        assertThat(ask("{\"action\":\"buy\",\"price\":\"7.25\"}")).isEqualTo("{\n    \"price\": \"7.25\"\n}\n");
        assertThat(read(OfArray.class, "[1,2.5]").price()).containsExactly(1, 2.5);
        assertThat(read(OfFloats.class, "[1,2.5]").price()).containsExactly(1, 2.5f);
        assertThat(read(OfOptional.class, "null").price()).isEmpty();
        assertThat(JsonCodec.standard()
                        .read("{}".getBytes(StandardCharsets.UTF_8), OfOptional.class)
                        .price())
                .isEmpty();
        assertThat(read(OfOptional.class, "4").price()).hasValue(4);
        assertThat(read(OfObjects.class, "null").price()).isNull();
        assertThat(read(OfMap.class, "{\"a\":3}").price()).isEqualTo(Map.of("a", 3f));
    }

    private static void refused(Class<?> type, String price) {
        assertThatThrownBy(() -> read(type, price)).isInstanceOf(UnreadableJson.class);
    }

    private static <T> T read(Class<T> type, String price) {
        byte[] json = ("{\"price\":" + price + "}").getBytes(StandardCharsets.UTF_8);
        return JsonCodec.standard().read(json, type);
    }

    private String ask(String request) {
        return Exchanges.ask(service, request, Exchanges.http());
    }
}
