package io.securerpc.config;

import io.securerpc.config.ListenerKeys.Member;
import io.securerpc.listener.Listener;
import io.securerpc.proxy.TrustedProxies;
import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where to listen beside Nano's one address, and which proxies are in front. */
final class ListenerSettings {
    private final ConfigSource source;
    private final Listener main;
    private final boolean secured;

    private ListenerSettings(ConfigSource source, Listener main, boolean secured) {
        this.source = source;
        this.main = main;
        this.secured = secured;
    }

    /** The main one first; what is refused is left out, and has been said. */
    static List<Listener> read(ConfigSource source, Listener main, boolean secured) {
        return new ListenerSettings(source, main, secured).all();
    }

    static Optional<TrustedProxies> proxies(ConfigSource source) {
        List<String> networks = source.value(ListenerKeys.TRUSTED_PROXIES);
        return networks.isEmpty()
                ? Optional.of(TrustedProxies.none())
                : source.made(ListenerKeys.TRUSTED_PROXIES, () -> TrustedProxies.of(networks.toArray(String[]::new)));
    }

    private List<Listener> all() {
        List<Listener> listeners = new ArrayList<>();
        listeners.add(proxied(source, ListenerKeys.PROXY_PROTOCOL, main));
        for (ConfigSource table : source.tables(ListenerKeys.LISTENERS, Schema.LISTENER)) {
            (table.has(Member.PATH_OF_SOCKET) ? unix(table) : tcp(table)).ifPresent(listeners::add);
        }
        return listeners;
    }

    private Optional<Listener> unix(ConfigSource table) {
        for (ConfigKey<?> key :
                List.of(Member.ADDRESS, Member.PORT, Member.TLS, Member.PROXY_PROTOCOL, Member.REDIRECT_TO)) {
            refuseBeside(table, key, Member.PATH_OF_SOCKET);
        }
        Optional<Path> path = table.path(Member.PATH_OF_SOCKET);
        if (path.isEmpty()) {
            table.refuse(Member.PATH_OF_SOCKET, "empty", "the path of the socket");
            return Optional.empty();
        }
        return table.made(
                Member.MODE,
                () -> Listener.unix(path.get(), PosixFilePermissions.fromString(modeText(table.value(Member.MODE)))));
    }

    private Optional<Listener> tcp(ConfigSource table) {
        refuseAlone(table, Member.MODE, Member.PATH_OF_SOCKET);
        String address = table.value(Member.ADDRESS);
        Optional<String> host = AddressLiteral.parse(address);
        if (host.isEmpty()) {
            if (!table.refused(Member.ADDRESS)) {
                table.refuse(
                        Member.ADDRESS,
                        address.isEmpty() ? "missing" : address,
                        "an IP address such as ::1 or 127.0.0.1, or path in its place");
            }
            return Optional.empty();
        }
        int port = Math.toIntExact(table.value(Member.PORT));
        if (table.has(Member.REDIRECT_TO)) {
            refuseBeside(table, Member.TLS, Member.REDIRECT_TO);
            refuseBeside(table, Member.PROXY_PROTOCOL, Member.REDIRECT_TO);
            return table.made(
                    Member.REDIRECT_TO,
                    () -> Listener.redirect(host.get(), port, URI.create(table.value(Member.REDIRECT_TO))));
        }
        if (!secured && table.has(Member.TLS) && table.value(Member.TLS)) {
            table.refuse(Member.TLS, "true", "false, or none, since TLS is off");
        }
        Listener listener = main instanceof Listener.Tls tls && table.value(Member.TLS)
                ? tls.withAddress(host.get(), port)
                : Listener.plain(host.get(), port);
        return Optional.of(proxied(table, Member.PROXY_PROTOCOL, listener));
    }

    private Listener proxied(ConfigSource table, ConfigKey<Boolean> key, Listener listener) {
        if (!table.value(key)) {
            return listener;
        }
        if (!source.has(ListenerKeys.TRUSTED_PROXIES)) {
            table.refuse(key, "true", "only beside " + ListenerKeys.TRUSTED_PROXIES.qualified());
        }
        return listener.match(
                Listener.Tls::withProxyProtocol, Listener.Plain::withProxyProtocol, unix -> unix, redirect -> redirect);
    }

    private static void refuseBeside(ConfigSource table, ConfigKey<?> key, ConfigKey<?> other) {
        if (table.has(key)) {
            table.refuse(key, "set", "not beside " + table.place(other));
        }
    }

    private static void refuseAlone(ConfigSource table, ConfigKey<?> key, ConfigKey<?> other) {
        if (table.has(key)) {
            table.refuse(key, "set", "only beside " + table.place(other));
        }
    }

    /** The words of the JDK's own refusal would not say what is expected. */
    private static String modeText(String text) {
        if (!text.matches("[r-][w-][x-][r-][w-][x-][r-][w-][x-]")) {
            throw new IllegalArgumentException(text + " (expected: nine letters as ls prints them, such as rw-rw----)");
        }
        return text;
    }
}
