package io.securerpc.jetty;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/** What Jetty's strict parsers let pass, and another reader of the same bytes could understand as other messages. */
final class Framing {
    /** RFC 9113 section 8.2.2; Jetty itself refuses {@code connection} and {@code te}. */
    private static final List<String> OF_HTTP_1 =
            List.of("keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,19}");

    private Framing() {}

    /** Answered as what the parsers refuse is: 400, before anybody asks what the request wants. */
    static void require(Request request) {
        HttpVersion version = request.getConnectionMetaData().getHttpVersion();
        HttpFields headers = request.getHeaders();
        if (version == HttpVersion.HTTP_2) {
            requireNoneOfHttp1(headers);
        } else if (version != HttpVersion.HTTP_1_1 && headers.contains(HttpHeader.TRANSFER_ENCODING)) {
            // RFC 9112 section 6.1: who speaks 1.0 does not know it, and reads the chunks as something else.
            throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "transfer-encoding before HTTP/1.1");
        }
    }

    private static void requireNoneOfHttp1(HttpFields headers) {
        for (String name : OF_HTTP_1) {
            if (headers.contains(name)) {
                throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "header of HTTP/1 in HTTP/2");
            }
        }
        for (String length : headers.getValuesList(HttpHeader.CONTENT_LENGTH.asString())) {
            if (!LENGTH.matcher(length).matches()) {
                throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "content-length");
            }
        }
    }
}
