package io.securerpc.trust;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.certificate.SubjectNameException;
import io.securerpc.trust.GeneratedCertificate.Authority;
import io.securerpc.trust.Trait.Issuer;
import io.securerpc.trust.Trait.Presented;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;

/** A trust directory made from {@link Facts}, and the certificate that a client presents to it. */
final class GeneratedDirectory {
    private final Facts facts;
    private final int number;
    private final Path folder;
    private final Path directory;
    private final byte[] subject;
    private final byte[] installed;
    private final byte[] presented;
    private final List<Named> certificates = new ArrayList<>();

    private GeneratedDirectory(Facts facts, int number, Path folder) throws IOException {
        this.facts = facts;
        this.number = number;
        this.folder = Files.createDirectories(folder);
        this.directory = Files.createDirectories(folder.resolve("clients"));
        this.subject = facts.the(SubjectTrait.class).der(number);
        this.installed = GeneratedCertificate.of(facts, subject, issuer(0), serial(0));
        this.presented = present();
        certificates.add(new Named(subject, installed));
    }

    /** A certificate and its subject. */
    record Named(byte[] subject, byte[] der) {}

    /** Writes the directory and what it leads to into a folder of its own. */
    static GeneratedDirectory in(Path folder, int number, Facts facts) throws IOException {
        GeneratedDirectory generated = new GeneratedDirectory(facts, number, folder);
        generated.installIssuer();
        generated.place();
        Files.write(folder.resolve("presented.pem"), FileForms.pem(generated.presented));
        return generated;
    }

    Facts facts() {
        return facts;
    }

    Path directory() {
        return directory;
    }

    Path presentedFile() {
        return folder.resolve("presented.pem");
    }

    byte[] presented() {
        return presented;
    }

    /** All certificates that were made for it, whether or not Java reads them. */
    List<Named> certificates() {
        return certificates;
    }

    private long serial(int ofNeighbour) {
        return 1000L * (number + 1) + ofNeighbour;
    }

    private byte[] present() {
        return switch (facts.the(Presented.class)) {
            case SAME -> installed;
            case RENEWED -> GeneratedCertificate.of(facts, subject, issuer(0), serial(1));
            case OTHER_KEY -> GeneratedCertificate.withOtherKey(facts, subject, issuer(1), serial(2));
            case OTHER_SIGNATURE_BIT -> {
                byte[] changed = installed.clone();
                changed[changed.length - 1] ^= 1;
                yield changed;
            }
        };
    }

    private Authority issuer(int ownKey) {
        return switch (facts.the(Issuer.class)) {
            case SELF -> new Authority(subject, facts.the(KeyTrait.class), ownKey);
            case ABSENT -> new Authority(name("absent authority"), KeyTrait.RSA_2048, 1);
            case SAME_NAME_ABSENT -> new Authority(subject, KeyTrait.RSA_2048, 1);
            default -> installedAuthority();
        };
    }

    private Authority installedAuthority() {
        KeyTrait kind = GeneratedCertificate.issuing(facts.the(Issuer.class)).the(KeyTrait.class);
        return new Authority(name("authority"), kind, 1);
    }

    private void installIssuer() throws IOException {
        if (!facts.the(Issuer.class).name().startsWith("INSTALLED")) {
            return;
        }
        Facts its = GeneratedCertificate.issuing(facts.the(Issuer.class));
        Authority itself = installedAuthority();
        byte[] der = GeneratedCertificate.withOtherKey(its, itself.name(), itself, serial(3));
        Files.write(directory.resolve(hash(itself.name()) + ".0"), FileForms.pem(der));
        certificates.add(new Named(itself.name(), der));
    }

    private static byte[] name(String commonName) {
        try {
            return new X500Name("CN=" + commonName).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(byte[] name) {
        try {
            return SubjectHash.ofName(name).toString();
        } catch (SubjectNameException e) {
            return "00abcdef"; // under whatever name: nobody can look it up
        }
    }

    private byte[] content() {
        return FileForms.of(facts.the(Form.class), installed, facts.the(KeyTrait.class));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private void place() throws IOException {
        String hash = hash(subject);
        switch (facts.the(Placing.class)) {
            case FIRST -> write(hash + ".0");
            case SECOND, SECOND_OF_CALLER -> {
                neighbour(hash + ".0", 4);
                write(hash + ".1");
            }
            case THIRD -> {
                neighbour(hash + ".0", 4);
                neighbour(hash + ".1", 5);
                write(hash + ".2");
            }
            case TWICE -> {
                write(hash + ".0");
                write(hash + ".1");
            }
            case AFTER_WRONG_SUBJECT -> {
                stranger(hash + ".0");
                write(hash + ".1");
            }
            case NOWHERE -> {}
            case UNHASHED -> write("user.cert.pem");
            case UPPER_CASE -> write(hash.toUpperCase(Locale.ROOT) + (letters(hash) ? ".0" : ".x"));
            case MIXED_CASE -> write(mixed(hash) + ".0");
            case WRONG_HASH -> write(hash.equals("deadbeef") ? "deadbee0.0" : "deadbeef.0");
            case OLD_HASH -> write(oldHash() + ".0");
            case GAP_AT_FIRST -> write(hash + ".1");
            case GAP_IN_MIDDLE -> {
                neighbour(hash + ".0", 4);
                write(hash + ".2");
            }
            case TWO_ZEROS -> write(hash + ".00");
            case NO_NUMBER -> write(hash);
            case SUFFIX -> write(hash + ".0.bak");
            case REVOCATION_NAME -> write(hash + ".r0");
            case HIDDEN -> write("." + hash + ".0");
            case IN_SUBFOLDER -> {
                Files.createDirectories(file("more"));
                write("more/" + hash + ".0");
            }
            default -> placeLinksAndNeighbours(hash);
        }
    }

    private void placeLinksAndNeighbours(String hash) throws IOException {
        switch (facts.the(Placing.class)) {
            case LINK -> {
                write("user.cert.pem");
                link(hash + ".0", Path.of("user.cert.pem"));
            }
            case LINK_TO_LINK -> {
                write("user.cert.pem");
                link("second", Path.of("user.cert.pem"));
                link("first", Path.of("second"));
                link(hash + ".0", Path.of("first"));
            }
            case LINK_TO_OTHER_FOLDER -> {
                writeElsewhere();
                link(hash + ".0", Path.of("../store/user.cert.pem"));
            }
            case LINK_THROUGH_LINKED_FOLDER -> {
                writeElsewhere();
                link("folder", Path.of("../store"));
                link(hash + ".0", Path.of("folder/user.cert.pem"));
            }
            case ABSOLUTE_LINK -> link(hash + ".0", writeElsewhere().toAbsolutePath());
            case AFTER_DANGLING_LINK -> {
                link(hash + ".0", Path.of("nowhere"));
                write(hash + ".1");
            }
            case DANGLING_LINK -> link(hash + ".0", Path.of("nowhere"));
            case LINK_LOOP -> link(hash + ".0", Path.of(hash + ".0"));
            case AFTER_TORN -> after(hash, FileForms.torn(neighbour(4)));
            case AFTER_DER -> after(hash, neighbour(4));
            case AFTER_EMPTY -> after(hash, new byte[0]);
            case AFTER_FOLDER -> {
                Files.createDirectories(file(hash + ".0"));
                write(hash + ".1");
            }
            case BEFORE_OTHER_IN_FILE ->
                Files.write(file(hash + ".0"), FileForms.joined(content(), FileForms.pem(strangersDer())));
            case AFTER_OTHER_IN_FILE ->
                Files.write(file(hash + ".0"), FileForms.joined(FileForms.pem(strangersDer()), content()));
            default -> throw new IllegalStateException("not placed: " + facts);
        }
    }

    private void write(String name) throws IOException {
        Files.write(file(name), content());
    }

    private Path writeElsewhere() throws IOException {
        Path store = Files.createDirectories(folder.resolve("store"));
        return Files.write(store.resolve("user.cert.pem"), content());
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(file(name), target);
    }

    private void after(String hash, byte[] first) throws IOException {
        Files.write(file(hash + ".0"), first);
        write(hash + ".1");
    }

    /** Another certificate with the same subject. */
    private byte[] neighbour(int which) {
        Authority itself = new Authority(subject, KeyTrait.EC_256, 1);
        byte[] der = GeneratedCertificate.withOtherKey(Facts.ordinary(), subject, itself, serial(which));
        certificates.add(new Named(subject, der));
        return der;
    }

    private void neighbour(String name, int which) throws IOException {
        Files.write(file(name), FileForms.pem(neighbour(which)));
    }

    private byte[] strangersDer() {
        byte[] name = name("stranger " + number);
        Authority itself = new Authority(name, KeyTrait.EC_256, 1);
        byte[] der = GeneratedCertificate.withOtherKey(Facts.ordinary(), name, itself, serial(6));
        certificates.add(new Named(name, der));
        return der;
    }

    private void stranger(String name) throws IOException {
        Files.write(file(name), FileForms.pem(strangersDer()));
    }

    private static boolean letters(String hash) {
        return !hash.equals(hash.toUpperCase(Locale.ROOT));
    }

    /** The last letter in upper case; a hash without letters gets a name that is no hash. */
    private static String mixed(String hash) {
        for (int i = hash.length() - 1; i >= 0; i--) {
            if (Character.isLowerCase(hash.charAt(i))) {
                return hash.substring(0, i) + Character.toUpperCase(hash.charAt(i)) + hash.substring(i + 1);
            }
        }
        return hash + "A";
    }

    /** As OpenSSL before 1.0 named it. */
    private String oldHash() {
        try {
            byte[] md5 = MessageDigest.getInstance("MD5").digest(subject);
            return "%02x%02x%02x%02x".formatted(md5[3], md5[2], md5[1], md5[0]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
