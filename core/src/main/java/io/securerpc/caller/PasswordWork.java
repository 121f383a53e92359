package io.securerpc.caller;

import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** The dear part of a Basic proof. */
@FunctionalInterface
interface PasswordWork {
    /** By Bouncy Castle, which compares in constant time. */
    PasswordWork BCRYPT = (hash, password) -> OpenBSDBCrypt.checkPassword(hash.text(), password);

    /**
     * Hashes the password, at the cost of the hash.
     *
     * @param password at most 72 bytes, none of them zero
     */
    boolean matches(BcryptHash hash, byte[] password);
}
