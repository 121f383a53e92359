package io.securerpc.jetty;

import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Grants;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.util.function.Function;

/** Which client certificates a node asks for beside a credential, and whether no credential is fine too. */
enum CredentialMode {
    ALONE(trust -> ClientAuthentication.none(), false),
    ALONE_OR_ANONYMOUS(trust -> ClientAuthentication.none(), true),
    OR_CERTIFICATE(ClientAuthentication::request, false),
    OR_CERTIFICATE_OR_ANONYMOUS(ClientAuthentication::request, true),
    AND_CERTIFICATE(ClientAuthentication::require, false);

    private final Function<ClientTrust, ClientAuthentication> authentication;
    private final boolean anonymous;

    CredentialMode(Function<ClientTrust, ClientAuthentication> authentication, boolean anonymous) {
        this.authentication = authentication;
        this.anonymous = anonymous;
    }

    /** A node that is to take these credentials. */
    TestNode.Builder node(Path folder, TestCertificate user, Grants grants, CredentialSource source) {
        return TestNode.in(folder)
                .install(user)
                .authentication(authentication)
                .grants(grants)
                .customize(builder -> {
                    builder.addCredentials(source);
                    return anonymous ? builder.allowAnonymous() : builder;
                });
    }
}
