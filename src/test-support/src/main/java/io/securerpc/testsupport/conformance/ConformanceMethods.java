package io.securerpc.testsupport.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods that the cases call, and a note of each call. What they are given and answer are values as a JSON mapper has them. */
public final class ConformanceMethods {
    /** Registered for nobody. */
    public static final String CLOSED = "closed";

    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final Map<String, Method> methods = new LinkedHashMap<>();

    /** What a method does. */
    @FunctionalInterface
    public interface Method {
        /** {@return the answer to parameters, a later one too} */
        @Nullable
        Object answer(Object params);
    }

    /** An error that a method tells its caller. */
    public static final class Told extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int code;
        private final transient Object data;

        Told(int code, String message, Object data) {
            super(message);
            this.code = code;
            this.data = data;
        }

        /** {@return the code to tell} */
        public int code() {
            return code;
        }

        /** {@return what to tell beside it; an empty text for nothing} */
        public Object data() {
            return data;
        }
    }

    /** The methods, not called yet. */
    public ConformanceMethods() {
        methods.put("subtract", params -> number(params, "minuend", 0) - number(params, "subtrahend", 1));
        methods.put("sum", ConformanceMethods::sum);
        methods.put("get_data", params -> List.of("hello", 5));
        for (String name : List.of("update", "notify_hello", "notify_sum", CLOSED)) {
            methods.put(name, params -> null);
        }
        methods.put("rpc_echo", params -> "mine");
        methods.put("is_false", params -> false);
        methods.put("is_empty", params -> "");
        methods.put("echo", params -> params);
        methods.put("later", params -> later(() -> params));
        methods.put("fails", params -> {
            throw new IllegalStateException("the password is swordfish");
        });
        methods.put(
                "fails_later",
                params -> later(() -> {
                    throw new IllegalStateException("the password is swordfish");
                }));
        methods.put("tells", params -> {
            throw new Told(-32001, "Block not found", Map.of("hash", "ab"));
        });
    }

    /** Gives every method to who registers it. */
    public void forEach(BiConsumer<String, Method> register) {
        methods.forEach((name, method) -> register.accept(name, params -> {
            ran.add(name);
            return method.answer(params);
        }));
    }

    /** {@return the names of the methods called since the last time, in their order} */
    public List<String> ran() {
        List<String> names = new ArrayList<>();
        for (String name = ran.poll(); name != null; name = ran.poll()) {
            names.add(name);
        }
        return names;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is the answer, and waited for by who is given it
    private static Object later(Supplier<Object> answer) {
        return CompletableFuture.supplyAsync(answer);
    }

    private static long sum(Object params) {
        long sum = 0;
        List<?> numbers = (List<?>) params;
        for (int i = 0; i < numbers.size(); i++) {
            sum += number(numbers, "element " + i, i);
        }
        return sum;
    }

    private static long number(Object params, String name, int position) {
        Object value = params instanceof List<?> list ? list.get(position) : ((Map<?, ?>) params).get(name);
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new Told(-32602, "Invalid params: " + name + " is no number", "");
    }
}
