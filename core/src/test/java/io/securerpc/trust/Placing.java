package io.securerpc.trust;

/** Where the file of a generated certificate lies in the trust directory. */
enum Placing implements Trait {
    /** {@code hash.0}. */
    FIRST,
    SECOND,
    THIRD,
    LINK,
    LINK_TO_LINK,
    LINK_TO_OTHER_FOLDER,
    LINK_THROUGH_LINKED_FOLDER,
    ABSOLUTE_LINK,
    TWICE,
    /** After a file of another subject, which has no business under this hash. */
    AFTER_WRONG_SUBJECT,
    NOWHERE,
    UNHASHED,
    UPPER_CASE,
    MIXED_CASE,
    WRONG_HASH,
    OLD_HASH,
    GAP_AT_FIRST,
    GAP_IN_MIDDLE,
    AFTER_DANGLING_LINK,
    DANGLING_LINK,
    LINK_LOOP,
    TWO_ZEROS,
    NO_NUMBER,
    SUFFIX,
    REVOCATION_NAME,
    HIDDEN,
    IN_SUBFOLDER,
    /** After a file that OpenSSL cannot load, for the reason the name says. */
    AFTER_TORN,
    AFTER_DER,
    AFTER_EMPTY,
    AFTER_FOLDER,
    /** With a certificate of another subject in one file. */
    BEFORE_OTHER_IN_FILE,
    AFTER_OTHER_IN_FILE,
    /** After another certificate with the same subject, and so the same common name. */
    SECOND_OF_CALLER;

    /** Whether the number of its name comes after one that is taken by something other than a certificate. */
    boolean afterUnusable() {
        return this == AFTER_TORN || this == AFTER_DER || this == AFTER_EMPTY || this == AFTER_FOLDER;
    }

    boolean severalInFile() {
        return this == BEFORE_OTHER_IN_FILE || this == AFTER_OTHER_IN_FILE;
    }

    /** Whether its file has a name that counts: the hash of its subject, and a number without a gap. */
    boolean counts() {
        return ordinal() < NOWHERE.ordinal() || ordinal() >= AFTER_TORN.ordinal();
    }

    /** Whether another certificate with the very same subject is placed before it. */
    boolean sharesHash() {
        return this == SECOND
                || this == THIRD
                || this == GAP_IN_MIDDLE
                || this == SECOND_OF_CALLER
                || afterUnusable() && this != AFTER_FOLDER && this != AFTER_EMPTY;
    }
}
