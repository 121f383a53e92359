package io.securerpc.config;

import io.securerpc.SecureRpcException;
import java.util.List;

/**
 * A configuration that was read and is refused: keys nobody knows, values of the wrong kind, settings that contradict each
 * other.
 *
 * <p>All problems are named at once, each as {@code file line 12: key: value (expected: rule)}; without a line where the file does not have the key. The value of a passphrase is
 * never among them.
 */
public final class ConfigException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong, in the order of the file.
     *
     * @return one line each, never empty
     */
    public List<String> problems() {
        return problems;
    }
}
