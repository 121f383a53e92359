package io.securerpc.seeded.gate;

import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.module.SimpleModule;

/** Breaks the rule of signatures in every way there is; never run. */
public class ShowsForeignTypes extends SimpleModule {
    private static final long serialVersionUID = 1L;

    /** As a field. */
    protected transient ASN1Integer field;

    /** As a constructor's parameter. */
    protected ShowsForeignTypes(X500Name constructed) {
        hidden(constructed);
    }

    /** As a parameter. */
    public void parameter(X500Name name) {}

    /** As a result. */
    public X500Name returned() {
        throw new UnsupportedOperationException();
    }

    /** As a type argument. */
    public List<? extends JsonNode> typeArgument() {
        return List.of();
    }

    /** As an array. */
    public X500Name[] array() {
        return new X500Name[0];
    }

    /** As an exception. */
    public void thrown() throws OperatorCreationException {}

    private static void hidden(X500Name name) {}
}
