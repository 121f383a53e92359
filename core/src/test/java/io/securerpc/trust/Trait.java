package io.securerpc.trust;

import java.util.List;

/**
 * One way in which a generated client certificate, its file or the time can differ from the ordinary; each kind is an enum, and its first
 * constant is the ordinary one.
 */
interface Trait {
    /** All kinds. A directory has one constant of each. */
    List<Class<? extends Enum<?>>> KINDS = List.of(
            KeyTrait.class,
            SubjectTrait.class,
            ExtendedUsage.class,
            Usage.class,
            Constraints.class,
            OtherExtension.class,
            Issuer.class,
            Signature.class,
            Moment.class,
            Presented.class,
            Placing.class,
            Form.class);

    /** The extended key usage. */
    enum ExtendedUsage implements Trait {
        NONE,
        CLIENT,
        SERVER,
        BOTH,
        ANY,
        ANY_AND_SERVER,
        CRITICAL_CLIENT,
        CRITICAL_EMAIL,
        EMPTY,
        GARBAGE
    }

    /** The key usage. */
    enum Usage implements Trait {
        NONE,
        DIGITAL_SIGNATURE,
        KEY_AGREEMENT,
        SIGNATURE_AND_CERT_SIGN,
        CERT_SIGN,
        KEY_ENCIPHERMENT,
        NO_BITS,
        GARBAGE
    }

    /** The basic constraints; {@code V1} has no extensions at all. */
    enum Constraints implements Trait {
        AUTHORITY,
        ABSENT,
        NO_AUTHORITY,
        PATH_LENGTH_0,
        PATH_LENGTH_3,
        NEGATIVE_PATH_LENGTH,
        GARBAGE,
        V1
    }

    /** One extension more. */
    enum OtherExtension implements Trait {
        NONE,
        UNKNOWN,
        UNKNOWN_CRITICAL,
        CRITICAL_KEY_IDENTIFIER,
        CRITICAL_NAME_CONSTRAINTS,
        NETSCAPE_CLIENT,
        NETSCAPE_SERVER,
        GARBAGE_ALTERNATIVE_NAME
    }

    /** Who issued the certificate, and whether that one lies in the directory as well. */
    enum Issuer implements Trait {
        SELF,
        ABSENT,
        /** Another certificate of the same name, which is not installed. */
        SAME_NAME_ABSENT,
        INSTALLED_AUTHORITY,
        /** Made by the command of Nano's guide, so it is {@code CA:TRUE} as well. */
        INSTALLED_USER,
        INSTALLED_NO_AUTHORITY,
        INSTALLED_EXPIRED,
        INSTALLED_WEAK,
        INSTALLED_WITHOUT_CERT_SIGN
    }

    /** The algorithm of the signature. */
    enum Signature implements Trait {
        SHA256,
        SHA1,
        MD5,
        /** Of another certificate. */
        WRONG
    }

    /** When it is judged. */
    enum Moment implements Trait {
        VALID,
        EXPIRED,
        NOT_YET_VALID,
        AT_NOT_BEFORE,
        SECOND_BEFORE_NOT_BEFORE,
        AT_NOT_AFTER,
        SECOND_AFTER_NOT_AFTER,
        SECOND_BEFORE_NOT_AFTER,
        /** Generalized time before 2050, where RFC 5280 asks for UTC time. */
        GENERALIZED_TIME,
        WITHOUT_END,
        WITHOUT_SECONDS,
        WITH_OFFSET
    }

    /** Whether the client presents the very certificate that was installed. */
    enum Presented implements Trait {
        SAME,
        OTHER_SIGNATURE_BIT,
        RENEWED,
        OTHER_KEY
    }
}
