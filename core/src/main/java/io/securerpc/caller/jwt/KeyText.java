package io.securerpc.caller.jwt;

import io.securerpc.certificate.FileContents;
import java.nio.file.Path;
import java.util.List;

/** Files that hold the keys of one signer. */
interface KeyText {
    /** For logs. */
    String subject();

    List<Path> files();

    /** The keys in these bytes; throws {@link JwtKeyException} where they cannot be used. */
    List<VerificationKey> keys(FileContents contents);

    /** What an operator should hear about the files beside; asked when they are taken into use. */
    List<String> warnings();
}
