package io.securerpc.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Users;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtSecret;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.gate.StatusPage;
import io.securerpc.jetty.SecureRpcServerBuilder;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.LimitsBuilder;
import io.securerpc.limit.MemoryLimits;
import io.securerpc.limit.Quotas;
import io.securerpc.listener.Listener;
import io.securerpc.origin.CorsTerms;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.tls.TlsPolicyBuilder;
import io.securerpc.trust.CallerRule;
import io.securerpc.trust.ClientAuthority;
import io.securerpc.trust.ClientTrust;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever can be set in code can be set in the configuration file, or there is a reason why not. */
class SettingsTest {
    private static final List<Class<?>> SETTABLE = List.of(
            SecureRpcServerBuilder.class,
            LimitsBuilder.class,
            AttemptLimits.Builder.class,
            ConnectionLimits.Builder.class,
            CallLimits.Builder.class,
            MemoryLimits.Builder.class,
            Grants.Builder.class,
            Quotas.Builder.class,
            Users.class,
            BearerTokens.class,
            JwtTokens.class,
            JwtIssuer.class,
            JwtSecret.class,
            JwtKeys.class,
            ParityTokens.class,
            Listener.class,
            Listener.Tls.class,
            Listener.Plain.class,
            TrustedProxies.class,
            TlsPolicy.class,
            TlsPolicyBuilder.class,
            IdentityFiles.class,
            Passphrase.class,
            ClientAuthentication.class,
            ClientTrust.class,
            ClientAuthority.class,
            CallerRule.class,
            HostPolicy.class,
            OriginPolicy.class,
            StatusPage.class,
            CorsTerms.class);

    /** After the colon: the keys that reach it, or in brackets why none has to. */
    private static final String REACHED_BY = """
            SecureRpcServerBuilder.service: (the node's own methods)
            SecureRpcServerBuilder.eventListener: (the node's own code)
            SecureRpcServerBuilder.settings: (takes what a file says)
            SecureRpcServerBuilder.addListener: address port secure.enable secure_rpc.listeners
            SecureRpcServerBuilder.trustedProxies: secure_rpc.trusted_proxies
            SecureRpcServerBuilder.hosts: secure_rpc.hosts
            SecureRpcServerBuilder.origins: secure_rpc.origins
            SecureRpcServerBuilder.grants: secure_rpc.grants enable_control
            SecureRpcServerBuilder.addCredentials: secure_rpc.users secure_rpc.basic_auth secure_rpc.tokens_file secure_rpc.parity_tokens_file
            SecureRpcServerBuilder.allowAnonymous: secure_rpc.allow_anonymous
            SecureRpcServerBuilder.webSocketTickets: secure_rpc.websocket_tickets
            SecureRpcServerBuilder.quotas: (by each of its settings)
            SecureRpcServerBuilder.health: secure_rpc.health
            SecureRpcServerBuilder.stopTimeout: secure_rpc.stop_timeout
            Quotas.Builder.quota: secure_rpc.quotas
            Quotas.Builder.cost: secure_rpc.method_costs
            JwtTokens.withRealm: secure_rpc.realm
            SecureRpcServerBuilder.disabledCallers: secure_rpc.disabled_callers
            Users.file: secure_rpc.users
            Users.line: secure_rpc.basic_auth
            Users.withRealm: secure_rpc.realm
            BearerTokens.withRealm: secure_rpc.realm
            BearerTokens.in: secure_rpc.tokens_file
            JwtTokens.signedBy: secure_rpc.jwt
            JwtIssuer.of: secure_rpc.jwt.issuer secure_rpc.jwt.audience
            JwtIssuer.withAlgorithms: secure_rpc.jwt.algorithms
            JwtIssuer.withClockSkew: secure_rpc.jwt.clock_skew
            JwtIssuer.withLongestLife: secure_rpc.jwt.longest_life
            JwtIssuer.withPermissionsClaim: secure_rpc.jwt.permissions_claim
            JwtIssuer.withKeyGrace: secure_rpc.jwt.key_grace
            JwtSecret.file: secure_rpc.jwt.name secure_rpc.jwt.secret_file
            JwtSecret.withAudience: secure_rpc.jwt.audience
            JwtSecret.withIssueWindow: secure_rpc.jwt.issue_window
            JwtSecret.withClockSkew: secure_rpc.jwt.clock_skew
            JwtSecret.withPermissionsClaim: secure_rpc.jwt.permissions_claim
            JwtSecret.withKeyGrace: secure_rpc.jwt.key_grace
            JwtKeys.files: secure_rpc.jwt.keys
            JwtKeys.url: secure_rpc.jwt.keys_url
            JwtKeys.withAuthorities: secure_rpc.jwt.keys_url_authorities
            ParityTokens.in: secure_rpc.parity_tokens_file
            ParityTokens.withWindow: secure_rpc.parity_window
            ParityTokens.withLifetime: secure_rpc.parity_token_lifetime
            SecureRpcServerBuilder.limits: (by each of its settings)
            SecureRpcServerBuilder.attemptLimits: (by each of its settings)
            AttemptLimits.Builder.byAddress: secure_rpc.attempts_by_address secure_rpc.attempts_by_address_refill
            AttemptLimits.Builder.byName: secure_rpc.attempts_by_name secure_rpc.attempts_by_name_refill
            AttemptLimits.Builder.byKnownAddress: secure_rpc.attempts_by_known_address secure_rpc.attempts_by_known_address_refill
            AttemptLimits.Builder.knownFor: secure_rpc.attempts_known_for
            AttemptLimits.Builder.remembered: secure_rpc.attempts_remembered
            SecureRpcServerBuilder.activityFile: secure_rpc.activity_file
            SecureRpcServerBuilder.jsonRequired: secure_rpc.json_required
            SecureRpcServerBuilder.verboseLogging: secure.verbose_logging
            SecureRpcServerBuilder.statusPage: secure_rpc.status_page
            SecureRpcServerBuilder.strictTransport: secure_rpc.strict_transport
            StatusPage.shown: secure_rpc.status_page
            StatusPage.none: secure_rpc.status_page
            StatusPage.withCall: secure_rpc.status_page_call
            SecureRpcServerBuilder.dangerouslyExpose: secure_rpc.dangerously_expose
            LimitsBuilder.maxRequestBytes: max_request_size
            LimitsBuilder.maxResponseBytes: secure_rpc.max_response_bytes
            LimitsBuilder.maxJsonDepth: max_json_depth
            LimitsBuilder.maxBatchLength: secure_rpc.max_batch_length
            LimitsBuilder.maxConnections: secure_rpc.max_connections
            LimitsBuilder.maxSubscriptions: secure_rpc.max_subscriptions
            LimitsBuilder.maxQueuedBytes: secure_rpc.max_queued_bytes
            LimitsBuilder.maxQueuedBytesTotal: secure_rpc.max_queued_bytes_total
            LimitsBuilder.idleTimeout: secure_rpc.idle_timeout
            LimitsBuilder.handshakeTimeout: secure_rpc.handshake_timeout
            LimitsBuilder.connections: (by each of its settings)
            LimitsBuilder.calls: (by each of its settings)
            ConnectionLimits.Builder.maxConnectionsPerAddress: secure_rpc.max_connections_per_address
            ConnectionLimits.Builder.maxConnectionsPerNetwork: secure_rpc.max_connections_per_network
            ConnectionLimits.Builder.maxConnectionsPerCaller: secure_rpc.max_connections_per_caller
            ConnectionLimits.Builder.maxHandshakes: secure_rpc.max_handshakes
            ConnectionLimits.Builder.headerTimeout: secure_rpc.header_timeout
            ConnectionLimits.Builder.bodyTimeout: secure_rpc.body_timeout
            ConnectionLimits.Builder.messageTimeout: secure_rpc.message_timeout
            CallLimits.Builder.maxCalls: secure_rpc.max_calls
            CallLimits.Builder.maxWaitingCalls: secure_rpc.max_waiting_calls
            CallLimits.Builder.maxRunningCallsPerClient: secure_rpc.max_running_calls_per_client
            CallLimits.Builder.maxCallsPerConnection: secure_rpc.max_calls_per_connection
            CallLimits.Builder.reservedCalls: secure_rpc.reserved_calls
            CallLimits.Builder.methodTimeout: secure_rpc.method_timeout
            ConnectionLimits.Builder.responseTimeout: secure_rpc.response_timeout
            LimitsBuilder.memory: (by each of its settings)
            MemoryLimits.Builder.maxRequestBytesTotal: secure_rpc.max_request_bytes_total
            MemoryLimits.Builder.maxResponseBytesTotal: secure_rpc.max_response_bytes_total
            Grants.Builder.grant: secure_rpc.grants
            Grants.Builder.allow: secure_rpc.grants
            Grants.Builder.deny: secure_rpc.grants
            Grants.Builder.assign: secure_rpc.grants
            Grants.Builder.quota: secure_rpc.grants
            Grants.Builder.rpcMethods: secure_rpc.rpc_methods
            Grants.Builder.jsonrpcApis: secure_rpc.jsonrpc_apis
            Grants.Builder.enableWallet: secure_rpc.enable_wallet
            Listener.tls: secure.enable
            Listener.plain: secure.enable secure_rpc.listeners.tls
            Listener.unix: secure_rpc.listeners.path secure_rpc.listeners.mode
            Listener.redirect: secure_rpc.listeners.redirect_to
            Listener.Plain.withProxyProtocol: secure_rpc.proxy_protocol secure_rpc.listeners.proxy_protocol
            Listener.Tls.withProxyProtocol: secure_rpc.proxy_protocol secure_rpc.listeners.proxy_protocol
            Listener.Tls.withAddress: secure_rpc.listeners.address secure_rpc.listeners.port
            TrustedProxies.none: secure_rpc.trusted_proxies
            TrustedProxies.of: secure_rpc.trusted_proxies
            Listener.Tls.withIdentity: secure_rpc.identities
            Listener.Tls.withDhParameters: secure.server_dh_path
            Listener.Tls.withOlderCertificatesAllowed: secure_rpc.allow_older_certificate
            TlsPolicy.modern: secure_rpc.tls_policy
            TlsPolicy.intermediate: secure_rpc.tls_policy
            TlsPolicy.compatible: secure_rpc.tls_policy
            TlsPolicyBuilder.versions: secure_rpc.tls_versions
            TlsPolicyBuilder.cipherSuites: secure_rpc.tls_cipher_suites
            TlsPolicyBuilder.cipherSuiteNames: secure_rpc.tls_cipher_suites
            TlsPolicyBuilder.opensslCipherString: secure_rpc.tls_ciphers
            TlsPolicyBuilder.groups: secure_rpc.tls_groups
            TlsPolicyBuilder.signatureSchemes: secure_rpc.tls_signature_schemes
            TlsPolicyBuilder.sessionLifetime: secure_rpc.tls_session_lifetime
            TlsPolicyBuilder.clientPreference: secure_rpc.tls_client_preference
            TlsPolicyBuilder.serverPreference: secure_rpc.tls_client_preference
            IdentityFiles.pem: secure.server_cert_path secure.server_key_path secure_rpc.identities.certificate secure_rpc.identities.key
            IdentityFiles.keyStore: secure_rpc.server_key_store secure_rpc.identities.key_store
            IdentityFiles.withAlias: secure_rpc.server_key_store_alias secure_rpc.identities.alias
            Passphrase.none: secure.server_key_passphrase
            Passphrase.of: secure.server_key_passphrase secure_rpc.identities.passphrase
            Passphrase.ofFile: secure_rpc.server_key_passphrase_file secure_rpc.identities.passphrase_file
            Passphrase.ofEnvironment: secure_rpc.server_key_passphrase_environment secure_rpc.identities.passphrase_environment
            ClientAuthentication.none: secure.client_certs_path
            ClientAuthentication.request: secure_rpc.client_authentication
            ClientAuthentication.require: secure_rpc.client_authentication
            ClientTrust.installed: secure.client_certs_path
            ClientTrust.authorities: secure_rpc.client_authorities
            ClientTrust.withAuthority: secure_rpc.client_authorities
            ClientAuthority.of: secure_rpc.client_authorities.name secure_rpc.client_authorities.certificates
            ClientAuthority.withCallerRule: secure_rpc.client_authorities.caller
            ClientAuthority.withRevocation: secure_rpc.client_authorities.revocation
            ClientAuthority.withRevocationLists: secure_rpc.client_authorities.revocation_lists
            ClientAuthority.withMaxIntermediates: secure_rpc.client_authorities.max_intermediates
            CallerRule.commonName: secure_rpc.client_authorities.caller
            CallerRule.dnsName: secure_rpc.client_authorities.caller
            CallerRule.email: secure_rpc.client_authorities.caller
            CallerRule.uri: secure_rpc.client_authorities.caller
            CallerRule.spiffe: secure_rpc.client_authorities.spiffe_trust_domain
            CallerRule.fingerprint: secure_rpc.client_authorities.caller
            ClientTrust.withRevocation: secure_rpc.client_certs_revocation
            ClientTrust.withEmptyAllowed: secure_rpc.allow_empty_client_certs
            ClientTrust.withGrace: secure_rpc.client_certs_grace
            ClientTrust.withDisabledCallers: secure_rpc.disabled_callers
            HostPolicy.ownNames: secure_rpc.hosts
            HostPolicy.allow: secure_rpc.hosts
            HostPolicy.any: secure_rpc.hosts
            HostPolicy.parity: secure_rpc.jsonrpc_hosts
            HostPolicy.withHosts: secure_rpc.hosts
            OriginPolicy.sameOrigin: secure_rpc.origins
            OriginPolicy.allow: secure_rpc.origins
            OriginPolicy.any: secure_rpc.origins
            OriginPolicy.substrate: secure_rpc.rpc_cors
            OriginPolicy.parity: secure_rpc.jsonrpc_cors
            OriginPolicy.withOrigins: secure_rpc.origins
            OriginPolicy.withNullOrigin: secure_rpc.origin_null
            OriginPolicy.withCredentials: secure_rpc.origin_credentials
            OriginPolicy.withTerms: (by each of its settings)
            CorsTerms.defaults: secure_rpc.cors_methods
            CorsTerms.withMethods: secure_rpc.cors_methods
            CorsTerms.withRequestHeaders: secure_rpc.cors_request_headers
            CorsTerms.withExposedHeaders: secure_rpc.cors_exposed_headers
            CorsTerms.withMaxAge: secure_rpc.cors_max_age
            CorsTerms.withPrivateNetwork: secure_rpc.cors_private_network
            """;

    @Test
    void everySettingOfTheCodeHasAKeyOrAReason() {
        List<String> settings =
                SETTABLE.stream().flatMap(SettingsTest::settings).sorted().toList();

        assertThat(settings).containsExactlyElementsOf(reachedBy().keySet());
    }

    @Test
    void everyKeyThatReachesASettingIsDocumented() {
        String page = Sources.read("src/site/markdown/configuration.md");

        reachedBy()
                .forEach((setting, keys) -> assertThat(keys.split(" "))
                        .as(setting)
                        .allMatch(key -> keys.startsWith("(")
                                || Pattern.compile("(?m)^\\| `" + Pattern.quote(key) + "` \\|")
                                        .matcher(page)
                                        .find()));
    }

    private static Map<String, String> reachedBy() {
        return REACHED_BY
                .lines()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(
                        row -> row[0],
                        row -> row[1],
                        (first, second) -> {
                            throw new AssertionError("twice: " + first + ", " + second);
                        },
                        TreeMap::new));
    }

    /** Methods that make a changed one of their own kind, or one of the kind from nothing. */
    private static Stream<String> settings(Class<?> type) {
        String prefix = type.getCanonicalName().substring(type.getPackageName().length() + 1);
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> type.isAssignableFrom(method.getReturnType()))
                .map(Method::getName)
                .distinct()
                .map(name -> prefix + "." + name);
    }
}
