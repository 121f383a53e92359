package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.ConnectionCalls;
import io.securerpc.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever runs for a caller that goes away hears of it, whatever becomes of the others. */
class DepartureTest {
    private final Departure departure = new Departure();
    private final List<String> heard = new ArrayList<>();

    @Test
    void tellsEachCallWhateverOthersThrow() {
        IllegalStateException first = new IllegalStateException("first");
        StackOverflowError second = new StackOverflowError("second");
        RunningCall quiet = call("quiet");
        call("first").firstOnCancelled(() -> fail(first));
        call("second").firstOnCancelled(() -> {
            throw second;
        });
        call("same").firstOnCancelled(() -> fail(first));
        RunningCall last = call("last");
        departure.whenQuiet(() -> heard.add("is quiet"));

        assertThatThrownBy(departure::happen).isSameAs(first);

        assertThat(first.getSuppressed()).containsExactly(second);
        assertThat(heard).containsExactly("quiet", "first", "second", "same", "last", "is quiet");
        assertThat(departure.quiet()).isTrue();
        assertThat(quiet.ended() && last.ended()).isTrue();
        departure.happen();
        assertThat(heard).as("nobody twice").hasSize(6);
    }

    @Test
    void throwsAnErrorAsItIs() {
        OutOfMemoryError broken = new OutOfMemoryError("none left");
        call("broken").onCancelled(() -> {
            throw broken;
        });
        call("other");
        departure.whenQuiet(() -> fail(new IllegalStateException("quiet")));

        assertThatThrownBy(departure::happen).isSameAs(broken);

        assertThat(broken.getSuppressed()).singleElement().hasToString("java.lang.IllegalStateException: quiet");
        assertThat(heard).containsExactly("broken", "other");
    }

    private RunningCall call(String name) {
        RpcExchange exchange = new RpcExchange(
                Exchanges.caller(Permission.PUBLIC),
                Exchanges.BY_PERMISSION,
                Limits.defaults(),
                Optional.empty(),
                departure,
                ConnectionCalls.alone(CallLimits.defaults()));
        RunningCall call = new RunningCall(name, exchange);
        call.firstOnCancelled(() -> heard.add(name));
        return call;
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }
}
