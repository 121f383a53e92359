package io.securerpc.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNumericString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** How the subject of a generated certificate is written; each is made different by a number. */
enum SubjectTrait implements Trait {
    UTF8,
    PRINTABLE,
    T61,
    BMP,
    UNIVERSAL,
    IA5_MAIL,
    NUMERIC,
    NON_ASCII,
    WHITE_SPACE,
    LETTER_CASE,
    MULTI_VALUED,
    SEVERAL_COMMON_NAMES,
    DOMAIN_COMPONENTS,
    NO_COMMON_NAME,
    LONG,
    EMPTY,
    EMPTY_WITH_ALTERNATIVE_NAME,
    VISIBLE,
    INVALID_UTF8;

    byte[] der(int number) {
        try {
            return new DERSequence(sets(number).toArray(ASN1Encodable[]::new)).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ASN1Encodable> sets(int n) {
        return switch (this) {
            case UTF8 -> List.of(set(commonName(new DERUTF8String("rpc.user." + n))));
            case PRINTABLE ->
                List.of(
                        set(part(BCStyle.C, new DERPrintableString("US"))),
                        set(part(BCStyle.O, new DERPrintableString("My Nano"))),
                        set(commonName(new DERPrintableString("Rpc User " + n))));
            case T61 -> List.of(set(commonName(new DERT61String(latin("R\u00e9mi \u00c9 " + n)))));
            case BMP -> List.of(set(commonName(new DERBMPString("Bmp N\u00e4me \u4e2d " + n))));
            case UNIVERSAL ->
                List.of(set(commonName(new DERUniversalString(
                        ("Univers\u00e0l " + n + " \ud83d\ude00").getBytes(Charset.forName("UTF-32BE"))))));
            case IA5_MAIL ->
                List.of(
                        set(commonName(new DERUTF8String("Bob " + n))),
                        set(part(BCStyle.EmailAddress, new DERIA5String("Bob" + n + "@Example.COM"))));
            case NUMERIC -> List.of(set(commonName(new DERNumericString("12 34 " + n))));
            case NON_ASCII -> List.of(set(commonName(new DERUTF8String("\u00dcn\u00ef\u00e7ode \u00c9 \u00a0" + n))));
            case WHITE_SPACE -> List.of(set(commonName(new DERUTF8String(" \t RPC \n  User\u000b" + n + " \r "))));
            case LETTER_CASE -> List.of(set(commonName(new DERUTF8String("RpC.UsEr.\u00c4." + n))));
            case MULTI_VALUED ->
                List.of(
                        set(
                                commonName(new DERUTF8String("Zed " + n)),
                                part(BCStyle.UID, new DERUTF8String("abc")),
                                part(BCStyle.OU, new DERUTF8String("b  B"))),
                        set(part(BCStyle.O, new DERPrintableString("Org"))));
            case SEVERAL_COMMON_NAMES ->
                List.of(
                        set(commonName(new DERUTF8String("everybody"))),
                        set(commonName(new DERUTF8String("somebody " + n))));
            case DOMAIN_COMPONENTS ->
                List.of(
                        set(part(BCStyle.DC, new DERIA5String("COM"))),
                        set(part(BCStyle.DC, new DERIA5String("Example" + n))));
            case NO_COMMON_NAME -> List.of(set(part(BCStyle.O, new DERUTF8String("organisation " + n))));
            case LONG -> longName(n);
            case EMPTY, EMPTY_WITH_ALTERNATIVE_NAME -> List.of();
            case VISIBLE -> List.of(set(commonName(new DERVisibleString("visible " + n))));
            case INVALID_UTF8 -> List.of(set(commonName(invalidUtf8(n))));
        };
    }

    private static List<ASN1Encodable> longName(int n) {
        List<ASN1Encodable> sets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sets.add(set(part(BCStyle.OU, new DERUTF8String("Unit  ".repeat(10) + i))));
        }
        sets.add(set(commonName(new DERUTF8String("long " + n))));
        return sets;
    }

    private static ASN1Encodable commonName(ASN1Encodable text) {
        return part(BCStyle.CN, text);
    }

    private static ASN1Encodable part(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new DERSequence(new ASN1Encodable[] {type, value});
    }

    private static ASN1Encodable set(ASN1Encodable... parts) {
        return new DERSet(parts);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Read lazily, so that the bytes stay what they are. */
    private static ASN1Encodable invalidUtf8(int n) {
        byte[] text = latin("caf\u00e9 " + n);
        byte[] der = new byte[text.length + 2];
        der[0] = 12;
        der[1] = (byte) text.length;
        System.arraycopy(text, 0, der, 2, text.length);
        return DERUTF8String.getInstance(der);
    }
}
