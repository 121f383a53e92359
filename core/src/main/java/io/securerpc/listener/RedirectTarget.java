package io.securerpc.listener;

import java.net.URI;
import java.util.regex.Pattern;

/** Where a redirect may lead: one fixed address of our own, so that no request can choose another. */
final class RedirectTarget {
    private static final Pattern FORM =
            Pattern.compile("https://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+\\])(?::(?:[1-9][0-9]{0,4}))?/?");

    private RedirectTarget() {}

    static URI checked(URI target) {
        if (!FORM.matcher(target.toString()).matches() || target.getPort() > 65_535) {
            throw new IllegalArgumentException(
                    "redirect target: '" + target
                            + "' (expected: https://host:port in lower case, without a path, such as https://node.example.com:7076)");
        }
        return URI.create(target.toString().replaceFirst("/?$", "/"));
    }
}
