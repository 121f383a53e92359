package io.securerpc.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * What the running JDK really negotiates of all that a policy can ask for.
 *
 * <p>JSSE passes over names it does not know, and whatever {@code jdk.tls.disabledAlgorithms} disables, without a word; it even goes on
 * listing what is disabled as supported. So a client's engine of the same JDK is given everything, and what it then
 * writes into its first message (RFC 8446, section 4.1.2) is what there is.
 */
final class JdkOffer {
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int RECORD_AND_HANDSHAKE_HEADER = 9;
    private static final int VERSION_AND_RANDOM = 34;
    /** A list of no codes, after its length. */
    private static final ByteBuffer NO_CODES = ByteBuffer.allocate(2).asReadOnlyBuffer();

    private final Set<Integer> suites;
    private final Set<Integer> versions;
    private final Set<Integer> groups;
    private final Set<Integer> schemes;

    /** Asked once: nothing it depends on changes while the JVM runs. */
    private static final class Once {
        private static final Set<String> NAMES = ask();
    }

    private JdkOffer(ByteBuffer hello) {
        skip(hello, RECORD_AND_HANDSHAKE_HEADER + VERSION_AND_RANDOM);
        skip(hello, hello.get() & 0xff); // session id
        suites = codes(part(hello, hello.getShort() & 0xffff));
        skip(hello, hello.get() & 0xff); // compression methods
        Map<Integer, ByteBuffer> extensions = extensions(part(hello, hello.getShort() & 0xffff));
        versions = extensions.containsKey(SUPPORTED_VERSIONS)
                ? codes(skip(extensions.get(SUPPORTED_VERSIONS), 1))
                : Set.of(TlsVersion.TLS_1_2.code());
        groups = codes(skip(extensions.getOrDefault(SUPPORTED_GROUPS, NO_CODES.duplicate()), 2));
        schemes = codes(skip(extensions.getOrDefault(SIGNATURE_ALGORITHMS, NO_CODES.duplicate()), 2));
    }

    private static Map<Integer, ByteBuffer> extensions(ByteBuffer list) {
        Map<Integer, ByteBuffer> extensions = new HashMap<>();
        while (list.hasRemaining()) {
            int type = list.getShort() & 0xffff;
            extensions.put(type, part(list, list.getShort() & 0xffff));
        }
        return extensions;
    }

    /** The JSSE names of the versions, suites, groups and signature schemes of this JVM. */
    static Set<String> names() {
        return Once.NAMES;
    }

    private static Set<String> ask() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            SSLEngine client = context.createSSLEngine();
            client.setUseClientMode(true);
            client.setSSLParameters(everything(client.getSSLParameters()));
            ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
            client.wrap(ByteBuffer.allocate(0), hello);
            return new JdkOffer(hello.flip()).offered();
        } catch (SSLException e) {
            return Set.of(); // everything is disabled: the engine has nothing to offer
        } catch (GeneralSecurityException | BufferUnderflowException e) {
            throw new IllegalStateException("tls: the JDK's own first message (expected: as in RFC 8446)", e);
        }
    }

    private static SSLParameters everything(SSLParameters parameters) {
        parameters.setProtocols(names(TlsVersion.values(), TlsVersion::jsseName));
        parameters.setCipherSuites(names(CipherSuite.values(), CipherSuite::ianaName));
        if (ListParameter.NAMED_GROUPS.lack().isEmpty()) {
            ListParameter.NAMED_GROUPS.set(parameters, names(NamedGroup.values(), NamedGroup::jsseName));
        }
        if (ListParameter.SIGNATURE_SCHEMES.lack().isEmpty()) {
            ListParameter.SIGNATURE_SCHEMES.set(parameters, names(SignatureScheme.values(), SignatureScheme::jsseName));
        }
        return parameters;
    }

    private static <T> String[] names(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).toArray(String[]::new);
    }

    private Set<String> offered() {
        return Stream.of(
                        named(TlsVersion.values(), TlsVersion::code, versions, TlsVersion::jsseName),
                        named(CipherSuite.values(), CipherSuite::code, suites, CipherSuite::ianaName),
                        named(NamedGroup.values(), NamedGroup::code, groups, NamedGroup::jsseName),
                        named(SignatureScheme.values(), SignatureScheme::code, schemes, SignatureScheme::jsseName))
                .flatMap(names -> names)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static <T> Stream<String> named(
            T[] values, ToIntFunction<T> code, Set<Integer> codes, Function<T, String> name) {
        return Arrays.stream(values)
                .filter(value -> codes.contains(code.applyAsInt(value)))
                .map(name);
    }

    private static Set<Integer> codes(ByteBuffer list) {
        Set<Integer> codes = new HashSet<>();
        while (list.hasRemaining()) {
            codes.add(list.getShort() & 0xffff);
        }
        return codes;
    }

    private static ByteBuffer part(ByteBuffer message, int length) {
        ByteBuffer part = message.slice(message.position(), length);
        skip(message, length);
        return part;
    }

    @CanIgnoreReturnValue
    private static ByteBuffer skip(ByteBuffer message, int length) {
        return message.position(message.position() + length);
    }
}
