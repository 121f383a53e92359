package io.securerpc.origin;

import java.util.Set;

/**
 * Domains under which anybody can have a name, so that a wildcard below them would name nobody in particular. Not complete, and cannot be: the well-known
 * forms of registries, and the places where web wallets are published most.
 */
final class SharedDomain {
    /** What registries of countries put before the country, as in {@code co.uk}. */
    private static final Set<String> REGISTRY_LABELS = Set.of(
            "ac", "biz", "co", "com", "edu", "firm", "gen", "go", "gob", "gouv", "gov", "info", "ltd", "me", "mil",
            "ne", "net", "nom", "or", "org", "plc", "sch");

    private static final Set<String> HOSTING = Set.of(
            "4everland.app",
            "appspot.com",
            "azurewebsites.net",
            "blogspot.com",
            "cloudfront.net",
            "dweb.link",
            "eth.limo",
            "eth.link",
            "firebaseapp.com",
            "fleek.co",
            "fly.dev",
            "github.io",
            "gitlab.io",
            "glitch.me",
            "herokuapp.com",
            "ipfs.dweb.link",
            "ipns.dweb.link",
            "netlify.app",
            "ngrok.app",
            "ngrok-free.app",
            "ngrok.io",
            "onrender.com",
            "pages.dev",
            "s3.amazonaws.com",
            "surge.sh",
            "trycloudflare.com",
            "vercel.app",
            "web.app",
            "workers.dev");

    private SharedDomain() {}

    static boolean is(String host) {
        int dot = host.indexOf('.');
        boolean twoLabels = dot > 0 && host.indexOf('.', dot + 1) < 0;
        boolean country = twoLabels && host.length() - dot - 1 == 2;
        return HOSTING.contains(host) || (country && REGISTRY_LABELS.contains(host.substring(0, dot)));
    }
}
