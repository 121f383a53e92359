package io.securerpc.config;

import io.securerpc.config.AuthorityKeys.Member;
import io.securerpc.trust.CallerRule;
import io.securerpc.trust.ClientAuthority;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One authority that may vouch for clients, in a table of its own. */
final class AuthoritySettings {
    private final ConfigSource table;

    private AuthoritySettings(ConfigSource table) {
        this.table = table;
    }

    /** All that are named; what is refused has then been said. */
    static List<ClientAuthority> read(ConfigSource source) {
        Set<String> names = new HashSet<>();
        return source.tables(AuthorityKeys.AUTHORITIES, Schema.AUTHORITY).stream()
                .map(AuthoritySettings::new)
                .flatMap(settings -> settings.authority(names).stream())
                .toList();
    }

    private Optional<ClientAuthority> authority(Set<String> names) {
        TextSetting name = new TextSetting(table, Member.NAME);
        TextSetting certificates = new TextSetting(table, Member.CERTIFICATES);
        boolean taken = name.given() && !names.add(name.text());
        if (!name.given()) {
            name.refuseMissing("what the authority is called in the ids of its clients");
        } else if (taken) {
            name.refuse("'" + name.text() + "' twice", "a name for each");
        }
        if (!certificates.given()) {
            certificates.refuseMissing("a PEM file with the authority's certificates");
        }
        Optional<CallerRule> rule = callerRule();
        checkRevocation();
        if (!name.given() || taken || !certificates.given() || rule.isEmpty()) {
            return Optional.empty();
        }
        return table.made(Member.NAME, () -> {
            ClientAuthority authority = ClientAuthority.of(
                            name.text(), certificates.path().orElseThrow())
                    .withCallerRule(rule.get())
                    .withRevocation(revocation())
                    .withMaxIntermediates(Math.toIntExact(table.value(Member.MAX_INTERMEDIATES)));
            for (String list : table.value(Member.REVOCATION_LISTS)) {
                authority = authority.withRevocationLists(
                        table.file().toAbsolutePath().resolveSibling(list));
            }
            return authority;
        });
    }

    private ClientAuthority.Revocation revocation() {
        return revocation(table.value(Member.REVOCATION));
    }

    static ClientAuthority.Revocation revocation(String word) {
        return ClientAuthority.Revocation.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private void checkRevocation() {
        boolean listed = !table.value(Member.REVOCATION_LISTS).isEmpty();
        ClientAuthority.Revocation revocation = revocation();
        if (!listed && revocation == ClientAuthority.Revocation.REQUIRED && !table.refused(Member.REVOCATION_LISTS)) {
            table.refuse(
                    Member.REVOCATION_LISTS,
                    "missing",
                    "PEM files, or revocation = \"none\" for an authority that can take nothing back");
        }
        if (listed && revocation == ClientAuthority.Revocation.NONE) {
            table.refuse(Member.REVOCATION, "\"none\"", "no revocation_lists beside it");
        }
    }

    private Optional<CallerRule> callerRule() {
        TextSetting domain = new TextSetting(table, Member.SPIFFE_TRUST_DOMAIN);
        String caller = table.value(Member.CALLER);
        if (caller.equals("spiffe")) {
            if (!domain.given()) {
                domain.refuseMissing("the trust domain of the authority, such as example.org");
                return Optional.empty();
            }
            return table.made(Member.SPIFFE_TRUST_DOMAIN, () -> CallerRule.spiffe(domain.text()));
        }
        if (domain.given()) {
            domain.refuse("set", "only beside caller = \"spiffe\"");
        }
        return Optional.of(
                switch (caller) {
                    case "dns-name" -> CallerRule.dnsName();
                    case "email" -> CallerRule.email();
                    case "uri" -> CallerRule.uri();
                    case "fingerprint" -> CallerRule.fingerprint();
                    default -> CallerRule.commonName();
                });
    }
}
