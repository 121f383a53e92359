package io.securerpc.testsupport;

import java.util.List;
import java.util.Map;

/**
 * One HTTP/1.1 response as it was read.
 *
 * @param status the status code
 * @param headers lower-case names with their values
 * @param body the body as UTF-8, chunks joined
 */
public record RawResponse(int status, Map<String, List<String>> headers, String body) {
    /** Returns the first value of a header, or the empty text. */
    public String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, List.of("")).get(0);
    }
}
