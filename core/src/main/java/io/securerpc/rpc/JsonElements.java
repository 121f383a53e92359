package io.securerpc.rpc;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The elements of one array: of each it is known where it begins, which takes four bytes, and an element is made when somebody asks. An array of digits has millions, and an object for each would
 * take twenty times its text.
 */
final class JsonElements extends AbstractList<JsonSpan> implements RandomAccess {
    private static final int LEAST = 8;
    private static final int CHUNK = 4_096;

    private final String source;
    /** All but the last are full: nothing that is large is copied to grow. */
    private final List<int[]> starts = new ArrayList<>(1);

    private int size;
    private int lastEnd;

    JsonElements(String source) {
        this.source = source;
    }

    /** The next one. */
    void append(int start, int end) {
        int place = size % CHUNK;
        if (place == 0) {
            starts.add(new int[LEAST]);
        }
        int last = starts.size() - 1;
        int[] chunk = starts.get(last);
        if (place == chunk.length) {
            chunk = Arrays.copyOf(chunk, 2 * place);
            starts.set(last, chunk);
        }
        chunk[place] = start;
        size++;
        lastEnd = end;
    }

    @Override
    public JsonSpan get(int index) {
        Objects.checkIndex(index, size);
        return JsonSpan.of(source, start(index), index == size - 1 ? lastEnd : endBefore(start(index + 1)));
    }

    @Override
    public int size() {
        return size;
    }

    private int start(int index) {
        return starts.get(index / CHUNK)[index % CHUNK];
    }

    /** Between two there is one comma, and white space. */
    private int endBefore(int next) {
        int end = next;
        while (source.charAt(end - 1) == ',' || JsonSpan.isSpace(source.charAt(end - 1))) {
            end--;
        }
        return end;
    }
}
