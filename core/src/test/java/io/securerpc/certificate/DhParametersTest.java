package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.DHParameter;
import org.bouncycastle.asn1.x9.DomainParameters;
import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DhParametersTest {
    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger FFDHE2048 = DHStandardGroups.rfc7919_ffdhe2048.getP();
    private static final String EXPECTED = "PEM with a DH PARAMETERS or X9.42 DH PARAMETERS block";

    @TempDir
    Path folder;

    @Test
    void acceptsAGroupOfTheStandard() throws Exception {
        DhParameters parameters = load(FFDHE2048, TWO);
        assertThat(parameters.bits()).isEqualTo(2048);
        assertThat(parameters.weakness()).isEmpty();
    }

    @Test
    void reportsASmallGroupAsWeak() throws Exception {
        DhParameters parameters = load(DHStandardGroups.rfc2409_1024.getP(), TWO);
        assertThat(parameters.bits()).isEqualTo(1024);
        assertThat(parameters.weakness()).contains("group of 1024 bits (expected: 2048 or more)");
    }

    @Test
    void reportsAModulusThatIsNoSafePrime() throws Exception {
        assertThat(load(FFDHE2048.add(TWO), TWO).weakness()).contains("modulus is not a prime (expected: a prime)");
        BigInteger prime = FFDHE2048.nextProbablePrime();
        assertThat(load(prime, TWO).weakness())
                .contains("modulus is not a safe prime (expected: (p-1)/2 is a prime too)");
    }

    @Test
    void reportsAGeneratorThatGeneratesNothing() throws Exception {
        for (BigInteger g :
                new BigInteger[] {BigInteger.ZERO, BigInteger.ONE, FFDHE2048.subtract(BigInteger.ONE), FFDHE2048}) {
            assertThat(load(FFDHE2048, g).weakness())
                    .contains("generator that generates next to nothing (expected: between 1 and p-1)");
        }
    }

    @Test
    void readsTheX942FormAndJudgesItsSubgroup() throws Exception {
        BigInteger order = FFDHE2048.shiftRight(1);
        assertThat(load(FFDHE2048, TWO, order).weakness()).isEmpty();
        assertThat(load(FFDHE2048, FFDHE2048.subtract(TWO), order).weakness())
                .contains("generator is outside the subgroup (expected: g^q = 1)");
        assertThat(load(FFDHE2048, TWO, TWO).weakness())
                .contains("subgroup order is not a large prime factor of p-1 (expected: a prime of 224 bits or more)");
    }

    @Test
    void refusesWhatHoldsNoGroup() throws Exception {
        assertRefused(folder.resolve("missing.pem"), "no such file", EXPECTED);
        assertRefused(write(""), "empty file", EXPECTED);
        assertRefused(write("hello"), "no PEM block", EXPECTED);
        assertRefused(write(TestCertificate.named("x").selfSigned().certificatePem()), "only CERTIFICATE", EXPECTED);
        assertRefused(
                write(pem("DH PARAMETERS", new byte[] {0x30, 3, 2, 1, 5})),
                "DH PARAMETERS block that is not ASN.1 of that type",
                EXPECTED);
        assertRefused(
                write(pem("X9.42 DH PARAMETERS", new byte[0])),
                "X9.42 DH PARAMETERS block that is not ASN.1 of that type",
                EXPECTED);
    }

    @Test
    void refusesSizesThatWouldTakeMinutesToJudge() throws Exception {
        BigInteger large = BigInteger.ONE.shiftLeft(8192);
        assertRefused(
                write(pem("DH PARAMETERS", new DHParameter(large, TWO, 0).getEncoded())),
                "group of 8193 bits",
                "a positive modulus of at most 8192 bits");
        assertRefused(
                write(pem("DH PARAMETERS", new DHParameter(BigInteger.ZERO, TWO, 0).getEncoded())),
                "group of 0 bits",
                "a positive modulus of at most 8192 bits");
    }

    @Test
    void loadsTheGuidesOwnFileAndSaysThatItIsWeak() {
        Tools.require("openssl");
        Path file = folder.resolve("dh1024.pem");
        Tools.run(Duration.ofMinutes(5), "openssl", "dhparam", "-out", file.toString(), "1024")
                .success();
        assertThat(DhParameters.load(file).bits()).isEqualTo(1024);
        assertThat(DhParameters.load(file).weakness()).contains("group of 1024 bits (expected: 2048 or more)");
    }

    @Test
    void loadsTheX942FileThatOpenSslWrites() {
        Tools.require("openssl");
        Path file = folder.resolve("x942.pem");
        Tools.run(
                        Duration.ofMinutes(1),
                        "openssl",
                        "genpkey",
                        "-genparam",
                        "-algorithm",
                        "DHX",
                        "-pkeyopt",
                        "dh_rfc5114:3",
                        "-out",
                        file.toString())
                .success();
        assertThat(DhParameters.load(file).weakness()).isEmpty();
    }

    private DhParameters load(BigInteger p, BigInteger g) throws IOException {
        return DhParameters.load(write(pem("DH PARAMETERS", new DHParameter(p, g, 0).getEncoded())));
    }

    private DhParameters load(BigInteger p, BigInteger g, BigInteger q) throws IOException {
        return DhParameters.load(
                write(pem("X9.42 DH PARAMETERS", new DomainParameters(p, g, q, null, null).getEncoded())));
    }

    private static void assertRefused(Path file, String found, String expected) {
        assertThatThrownBy(() -> DhParameters.load(file))
                .isInstanceOf(DhParametersException.class)
                .hasMessage("DH parameters file '" + file + "': " + found + " (expected: " + expected + ")");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("dh.pem"), text);
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
