package io.securerpc.config;

import io.securerpc.origin.CorsTerms;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** One reading of the host and origin policies: what another node's flag says, and what the lists add to it. */
final class WebPolicyReader {
    private static final String EVERYBODY = "*";

    private final ConfigSource source;

    WebPolicyReader(ConfigSource source) {
        this.source = source;
    }

    /** The policy; empty when some of it is refused, which has then been said. */
    Optional<HostPolicy> hosts() {
        Optional<HostPolicy> flag = flag(WebKeys.JSONRPC_HOSTS, HostPolicy::parity, HostPolicy::ownNames);
        refuseEverybodyBeside(WebKeys.HOSTS, WebKeys.JSONRPC_HOSTS);
        return list(WebKeys.HOSTS, flag, HostPolicy::any, HostPolicy::withHosts);
    }

    /** The policy; empty when some of it is refused, which has then been said. */
    Optional<OriginPolicy> origins() {
        if (source.has(WebKeys.RPC_CORS) && source.has(WebKeys.JSONRPC_CORS)) {
            source.refuse(WebKeys.RPC_CORS, "set", "no " + WebKeys.JSONRPC_CORS.qualified() + " beside it");
        }
        Optional<OriginPolicy> substrate = flag(WebKeys.RPC_CORS, OriginPolicy::substrate, OriginPolicy::sameOrigin);
        Optional<OriginPolicy> flag = source.has(WebKeys.JSONRPC_CORS)
                ? flag(WebKeys.JSONRPC_CORS, OriginPolicy::parity, OriginPolicy::sameOrigin)
                : substrate;
        refuseEverybodyBeside(WebKeys.ORIGINS, WebKeys.RPC_CORS);
        refuseEverybodyBeside(WebKeys.ORIGINS, WebKeys.JSONRPC_CORS);
        Optional<OriginPolicy> named = list(WebKeys.ORIGINS, flag, OriginPolicy::any, OriginPolicy::withOrigins);
        Optional<CorsTerms> terms = terms();
        if (named.isEmpty() || terms.isEmpty()) {
            return Optional.empty();
        }
        OriginPolicy policy = source.value(WebKeys.ORIGIN_NULL) ? named.get().withNullOrigin() : named.get();
        return withNamedOnly(policy, terms.get());
    }

    /** What may be said to origins that are named one by one, and to nobody else. */
    private Optional<OriginPolicy> withNamedOnly(OriginPolicy policy, CorsTerms terms) {
        boolean namesNobody = policy.allowsAny() || policy.namesNobody();
        boolean refused = false;
        for (ConfigKey<Boolean> key : List.of(WebKeys.ORIGIN_CREDENTIALS, WebKeys.CORS_PRIVATE_NETWORK)) {
            if (source.value(key) && namesNobody) {
                source.refuse(key, "true", "only beside origins that are named one by one");
                refused = true;
            }
        }
        if (refused) {
            return Optional.empty();
        }
        OriginPolicy told = policy.withTerms(terms);
        return Optional.of(source.value(WebKeys.ORIGIN_CREDENTIALS) ? told.withCredentials() : told);
    }

    private Optional<CorsTerms> terms() {
        Optional<CorsTerms> terms = Optional.of(CorsTerms.defaults());
        terms = with(terms, WebKeys.CORS_METHODS, (all, names) -> all.withMethods(texts(names)));
        terms = with(terms, WebKeys.CORS_REQUEST_HEADERS, (all, names) -> all.withRequestHeaders(texts(names)));
        terms = with(terms, WebKeys.CORS_EXPOSED_HEADERS, (all, names) -> all.withExposedHeaders(texts(names)));
        terms = with(terms, WebKeys.CORS_MAX_AGE, CorsTerms::withMaxAge);
        return source.value(WebKeys.CORS_PRIVATE_NETWORK) ? terms.map(CorsTerms::withPrivateNetwork) : terms;
    }

    /** Tried even after a refusal, so that all that is wrong is said at once. */
    private <T> Optional<CorsTerms> with(
            Optional<CorsTerms> terms, ConfigKey<T> key, BiFunction<CorsTerms, T, CorsTerms> change) {
        CorsTerms before = terms.orElse(CorsTerms.defaults());
        Optional<CorsTerms> changed = source.made(key, () -> change.apply(before, source.value(key)));
        return terms.flatMap(whole -> changed);
    }

    private <P> Optional<P> flag(ConfigKey<String> key, Function<String, P> reader, Supplier<P> absent) {
        if (source.refused(key)) {
            return Optional.empty();
        }
        return source.has(key) ? source.made(key, () -> reader.apply(source.value(key))) : Optional.of(absent.get());
    }

    /** One of the two would mean nothing. */
    private void refuseEverybodyBeside(ConfigKey<List<String>> list, ConfigKey<String> flag) {
        if (source.value(list).contains(EVERYBODY) && source.has(flag)) {
            source.refuse(list, "\"*\"", "no " + flag.qualified() + " beside it");
        }
    }

    private <P> Optional<P> list(
            ConfigKey<List<String>> key, Optional<P> base, Supplier<P> any, BiFunction<P, String[], P> with) {
        List<String> entries = source.value(key);
        if (!entries.contains(EVERYBODY)) {
            return base.flatMap(policy -> source.made(key, () -> with.apply(policy, texts(entries))));
        }
        if (entries.size() > 1) {
            source.refuse(key, "\"*\" among others", "\"*\" alone, or none");
        }
        return Optional.of(any.get());
    }

    private static String[] texts(List<String> entries) {
        return entries.toArray(String[]::new);
    }
}
