package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectHashTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "UTF8 common name, 30153113301106035504030c0a7270632e757365722e31, f013e17f",
        "spaces and capitals, 301b3119301706035504030c1020205250432020205573657220203120, 7e21200d",
        "Printable country organization name,"
                + " 3036310b300906035504061302555331123010060355040a13094d794e616e6f525043311330110603550403130a5270632e557365722e31,"
                + " 09e4123e",
        "e-mail as IA5,"
                + " 302e310c300a06035504030c03426f62311e301c06092a864886f70d010901160f426f62404578616d706c652e434f4d,"
                + " 52e683a6",
        "UTF8 beyond ASCII, 301a3118301606035504030c0fc39c6ec3af636f646520c38954c389, a468a7a2",
        "BMP, 301b3119301706035504031e100042006d00700020004e00e4006d0065, e6ad01e9",
        "T61 with a high byte, 300e310c300a0603550403140341e942, 53e59bb5",
        "Universal, 30233121301f06035504031c18000000550000006e00000069000000760000002000000058, 9ba161e9",
        "multi-valued,"
                + " 302f311f300a06035504030c035a65643011060a0992268993f22c6401010c03616263310c300a060355040a0c034f7267,"
                + " e0322a01",
        "two domain components,"
                + " 302e31173015060a0992268993f22c64011916074578616d706c6531133011060a0992268993f22c6401191603434f4d,"
                + " 2d49f86c",
        "tab and newline, 3010310e300c06035504030c0561090a2062, 49cdc5e0",
        "no-break space, 3010310e300c06035504030c05c2a078c2a0, 06c5cb0c",
        "Numeric is left alone, 3010310e300c060355041412053132203334, 0a87656e",
        "empty common name, 300b3109300706035504030c00, 5da78770",
        "empty name, 3000, eea339da",
    })
    void hashesAsOpenSslDoes(String label, String der, String hash) {
        assertThat(SubjectHash.ofName(HexFormat.of().parseHex(der))).hasToString(hash);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "VisibleString, 300f310d300b06035504031a0461626364, attribute value with tag 1a",
        "OCTET STRING, 300f310d300b0603550403040461626364, attribute value with tag 04",
        "invalid UTF-8, 300c310a300806035504030c01ff, attribute value with an invalid string",
        "overlong UTF-8, 300d310b300906035504030c02c0af, attribute value with an invalid string",
        "odd BMP, 300e310c300a06035504031e03004100, attribute value with an invalid string",
        "surrogates in BMP, 300f310d300b06035504031e04d83ddc36, attribute value with an invalid string",
        "Universal beyond Unicode, 300f310d300b06035504031c0400110000, attribute value with an invalid string",
        "cut short, 30153113301106035504030c0a727063, ends early",
        "indefinite length, 30800000, length form 80",
        "padded length, 308100, length not minimal",
        "bytes behind it, 300000, 1 bytes too many",
        "not a sequence, 3100, tag 31",
        "padded type, 300e310c300a060580550403010c0161, attribute type with a padded arc",
        "nothing at all, '', ends early",
    })
    void refusesNamesThatHaveNoHash(String label, String der, String found) {
        assertThatThrownBy(() -> SubjectHash.ofName(HexFormat.of().parseHex(der)))
                .isInstanceOf(SubjectNameException.class)
                .hasMessageStartingWith("subject name: " + found + " (expected: ");
    }

    @Test
    void readsTheSubjectOutOfACertificateAndNotItsIssuer() {
        TestCertificate authority = TestCertificate.named("authority").ca(true).selfSigned();
        TestCertificate user = TestCertificate.named("rpc.user.1").issuedBy(authority);
        assertThat(SubjectHash.of(user.certificate())).hasToString("f013e17f");
    }

    @Test
    void letterCaseAndRunsOfSpaceMakeNoDifference() {
        assertThat(SubjectHash.of(
                        TestCertificate.named(" RPC.User.1 ").selfSigned().certificate()))
                .isEqualTo(SubjectHash.parse("f013e17f"));
    }

    @Test
    void fileNameIsHashDotNumber() {
        SubjectHash hash = SubjectHash.parse("0fb8533c");
        assertThat(hash.fileName(0)).isEqualTo("0fb8533c.0");
        assertThat(hash.fileName(12)).isEqualTo("0fb8533c.12");
        assertThatThrownBy(() -> hash.fileName(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("number: -1 (expected: 0 or more)");
    }

    @ParameterizedTest
    @CsvSource({"0FB8533C", "fb8533c", "00fb8533c", "0fb8533g", "'0fb8533c '", "''"})
    void parsesOnlyTheSpellingThatIsLookedUp(String text) {
        assertThatThrownBy(() -> SubjectHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("subject hash: '" + text + "' (expected: eight lower-case hex digits)");
    }

    @Test
    void parseReadsWhatItPrints() {
        assertThat(SubjectHash.parse("f013e17f"))
                .isEqualTo(new SubjectHash(0xf013e17f))
                .hasToString("f013e17f");
    }
}
