package io.securerpc.jetty;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Goes from some objects to all that they reach, through private fields too, and asks each of the library's for its text. */
final class ObjectWalk {
    private static final String OURS = "io.securerpc.";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> next = new ArrayDeque<>();
    private int texts;

    /** Hands each text to the consumer, and returns how many there were. */
    static int from(Consumer<String> texts, Object... roots) {
        ObjectWalk walk = new ObjectWalk();
        for (Object root : roots) {
            walk.reach(root);
        }
        while (!walk.next.isEmpty()) {
            walk.visit(walk.next.pop(), texts);
        }
        return walk.texts;
    }

    private void visit(Object object, Consumer<String> consumer) {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            for (int i = 0; !type.getComponentType().isPrimitive() && i < Array.getLength(object); i++) {
                reach(Array.get(object, i));
            }
        } else if (object instanceof Collection<?> collection) {
            collection.forEach(this::reach);
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                reach(key);
                reach(value);
            });
        } else if (object instanceof AtomicReference<?> reference) {
            reach(reference.get());
        } else if (type.getName().startsWith(OURS) || object instanceof Throwable) {
            texts++;
            consumer.accept(type.getName() + ": " + object);
            fields(object, type);
        } else if (!type.getName().startsWith("java.")) {
            fields(object, type);
        }
    }

    private void fields(Object object, Class<?> type) {
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    reach(value(field, object));
                }
            }
        }
    }

    private static Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (InaccessibleObjectException | IllegalAccessException closed) {
            return null; // inside the JDK, where nothing of ours is written
        }
    }

    private void reach(Object object) {
        if (object != null && !(object instanceof String) && !(object instanceof Class<?>) && seen.add(object)) {
            next.push(object);
        }
    }
}
