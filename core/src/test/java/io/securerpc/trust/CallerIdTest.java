package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.testsupport.TestCertificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerIdTest {
    private static TestCertificate certificate(Object... typesAndValues) throws Exception {
        List<ASN1Encodable> rdns = new ArrayList<>();
        for (int i = 0; i < typesAndValues.length; i += 2) {
            rdns.add(new DERSet(new DERSequence(new ASN1Encodable[] {
                (ASN1ObjectIdentifier) typesAndValues[i], new DERUTF8String((String) typesAndValues[i + 1])
            })));
        }
        byte[] name = new DERSequence(rdns.toArray(ASN1Encodable[]::new)).getEncoded();
        return TestCertificate.named("unused").subject(name).selfSigned();
    }

    private static String id(TestCertificate certificate) {
        return CallerId.of(certificate.certificate(), Fingerprint.of(certificate.certificate()));
    }

    private static String byFingerprint(TestCertificate certificate) {
        return "certificate:sha256/" + Fingerprint.of(certificate.certificate()).hex();
    }

    @Test
    void isTheLastCommonName() throws Exception {
        assertThat(id(certificate(BCStyle.CN, "outer", BCStyle.O, "Org", BCStyle.CN, "inner")))
                .isEqualTo("certificate:inner");
    }

    @ParameterizedTest
    @CsvSource({"'  rpc   User ', 'certificate:rpc User'", "Ünï, certificate:Ünï", "'a\t\n b', certificate:a b"})
    void foldsWhiteSpaceAsTheSubjectHashDoes(String name, String expected) throws Exception {
        assertThat(id(certificate(BCStyle.CN, name))).isEqualTo(expected);
    }

    @Test
    void foldsLongWhiteSpaceInTimeThatGrowsWithItsLengthAlone() throws Exception {
        TestCertificate spaced = certificate(BCStyle.CN, "a" + " ".repeat(400_000) + "b");
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> id(spaced)))
                .isEqualTo("certificate:a b");
        assertThat(id(certificate(BCStyle.CN, " "))).startsWith("certificate:sha256/");
        assertThat(id(certificate(BCStyle.CN, " \t "))).startsWith("certificate:sha256/");
    }

    /** The subject hash is that of any other certificate of this name, so it must be this caller as well. */
    @Test
    void isTheNameNotItsHexadecimalWhenWrittenInFourBytesPerCharacter() throws Exception {
        assertThat(id(fourBytes("\u00c0lice \ud83d\ude00"))).isEqualTo("certificate:\u00c0lice \ud83d\ude00");
    }

    @Test
    void isTheFingerprintForFourBytesThatAreNoCharacter() throws Exception {
        TestCertificate beyond = fourBytes(new byte[] {0, 0, 0, 'a', 0x7f, 0, 0, 0});

        assertThat(id(beyond)).isEqualTo(byFingerprint(beyond));
    }

    private static TestCertificate fourBytes(String name) throws Exception {
        return fourBytes(name.getBytes("UTF-32BE"));
    }

    private static TestCertificate fourBytes(byte[] name) throws Exception {
        ASN1Encodable[] attribute = {BCStyle.CN, new DERUniversalString(name)};
        byte[] subject = new DERSequence(new DERSet(new DERSequence(attribute))).getEncoded();
        return TestCertificate.named("unused").subject(subject).selfSigned();
    }

    @Test
    void isTheFingerprintWithoutCommonName() throws Exception {
        TestCertificate nameless = certificate(BCStyle.O, "Org");

        assertThat(id(nameless)).isEqualTo(byFingerprint(nameless));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "a\u0000b", "a\u001b[2Jb", "\u202eresu", "a\u200bb", "a\u2028b", "sha256/00", "SHA256/00"})
    void isTheFingerprintForNamesThatMislead(String name) throws Exception {
        TestCertificate misleading = certificate(BCStyle.CN, name);

        assertThat(id(misleading)).isEqualTo(byFingerprint(misleading));
    }

    @Test
    void comparesWithoutCase() {
        assertThat(CallerId.key("certificate:RPC.User É")).isEqualTo("certificate:rpc.user É");
    }
}
