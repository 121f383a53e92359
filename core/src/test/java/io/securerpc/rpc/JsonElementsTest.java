package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;

/** What an array's elements are known by: where they begin. */
class JsonElementsTest {
    @Test
    void findsEachElementWhateverStandsBetweenThem() {
        String text =
                " \n[ 1 ,\"a,b ]\\\"\" , -2.5\t,[ 3 , [4]] ,\r\n{\"k\" : [5, 6]} , true,false ,null, 1e3 ,\"\" ] ";
        List<JsonSpan> elements = array(text).elements();
        assertThat(elements)
                .extracting(JsonSpan::raw)
                .containsExactly(
                        "1",
                        "\"a,b ]\\\"\"",
                        "-2.5",
                        "[ 3 , [4]]",
                        "{\"k\" : [5, 6]}",
                        "true",
                        "false",
                        "null",
                        "1e3",
                        "\"\"");
        assertThat(elements)
                .extracting(JsonSpan::kind)
                .containsExactly(
                        JsonSpan.Kind.INTEGER,
                        JsonSpan.Kind.STRING,
                        JsonSpan.Kind.DECIMAL,
                        JsonSpan.Kind.ARRAY,
                        JsonSpan.Kind.OBJECT,
                        JsonSpan.Kind.BOOLEAN,
                        JsonSpan.Kind.BOOLEAN,
                        JsonSpan.Kind.NULL,
                        JsonSpan.Kind.DECIMAL,
                        JsonSpan.Kind.STRING);
        assertThat(elements.get(3).elements().get(1).elements().get(0).raw()).isEqualTo("4");
        assertThat(elements.get(4).members().get("k").elements())
                .extracting(JsonSpan::raw)
                .containsExactly("5", "6");
    }

    @Test
    void findsEachOfAsManyAsThereAre() {
        for (int count : new int[] {0, 1, 7, 8, 9, 4_095, 4_096, 4_097, 8_192, 20_000}) {
            List<JsonSpan> elements = array(numbers(count)).elements();
            List<String> expected =
                    IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.toList());
            assertThat(elements).as("%d", count).extracting(JsonSpan::raw).isEqualTo(expected);
        }
        assertThatThrownBy(() -> array("[1]").elements().get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(array("[1, 2 , 3]").elements(2)).extracting(JsonSpan::raw).containsExactly("1", "2");
    }

    @Test
    void readsAListOfAMillionInAHandler() {
        RpcService service = RpcService.builder()
                .method(
                        "sum",
                        Permission.PUBLIC,
                        call -> call.params().param(0).list().stream()
                                .mapToLong(Param::integer)
                                .sum())
                .build();
        String answer = Exchanges.ask(
                service,
                "{\"jsonrpc\":\"2.0\",\"method\":\"sum\",\"params\":[" + numbers(1_000_000) + "],\"id\":1}",
                Exchanges.http());
        assertThat(answer).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":499999500000,\"id\":1}");
    }

    @Test
    void namesThePlaceOfAnElementThatDoesNotFit() {
        RpcService service = RpcService.builder()
                .method(
                        "sum",
                        Permission.PUBLIC,
                        call -> new ArrayList<>(call.params().param(0).list())
                                .stream().mapToLong(Param::integer).sum())
                .build();
        assertThat(Exchanges.ask(
                        service,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"sum\",\"params\":[[1, \"2\"]],\"id\":1}",
                        Exchanges.http()))
                .contains("Invalid params: position 0[1] does not fit (expected: an integer)");
    }

    private static JsonSpan array(String text) {
        try (JsonParser parser = Json.parser(text)) {
            parser.nextToken();
            return JsonSpan.read(parser, text, new Json.Depth(20));
        }
    }

    private static String numbers(int count) {
        StringJoiner joined = new StringJoiner(",", "[", "]");
        IntStream.range(0, count).forEach(each -> joined.add(Integer.toString(each)));
        return joined.toString();
    }
}
