package io.securerpc.trust;

import io.securerpc.trust.Trait.Constraints;
import io.securerpc.trust.Trait.ExtendedUsage;
import io.securerpc.trust.Trait.Issuer;
import io.securerpc.trust.Trait.OtherExtension;
import io.securerpc.trust.Trait.Presented;
import io.securerpc.trust.Trait.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** What is known of one generated case before anybody was asked: one constant of each kind of {@link Trait}. */
final class Facts {
    private final Map<Class<?>, Enum<?>> traits;

    private Facts(Map<Class<?>, Enum<?>> traits) {
        this.traits = traits;
    }

    /** A valid certificate, made by its user and installed as the documentation says. */
    static Facts ordinary() {
        Map<Class<?>, Enum<?>> traits = new LinkedHashMap<>();
        Trait.KINDS.forEach(kind -> traits.put(kind, kind.getEnumConstants()[0]));
        return new Facts(traits);
    }

    /** Some traits that are not ordinary, of different kinds. */
    static Facts random(Random random, int traits) {
        Facts facts = ordinary();
        for (int i = 0; i < traits; i++) {
            Enum<?>[] constants =
                    Trait.KINDS.get(random.nextInt(Trait.KINDS.size())).getEnumConstants();
            facts = facts.with(constants[random.nextInt(constants.length)]);
        }
        return facts;
    }

    <T extends Enum<T>> T the(Class<T> kind) {
        return kind.cast(traits.get(kind));
    }

    boolean has(Enum<?> trait) {
        return traits.get(trait.getDeclaringClass()) == trait;
    }

    Facts with(Enum<?> trait) {
        Map<Class<?>, Enum<?>> changed = new LinkedHashMap<>(traits);
        changed.put(trait.getDeclaringClass(), trait);
        return new Facts(changed);
    }

    /** The same, without what cannot be or would mean something else: a key that signs itself and cannot sign, a v1 certificate with extensions. */
    Facts possible() {
        Facts facts = this;
        if (!the(KeyTrait.class).signs() && has(Issuer.SELF)) {
            facts = facts.with(Issuer.ABSENT);
        }
        if (has(Constraints.V1)) {
            facts = facts.with(ExtendedUsage.NONE).with(Usage.NONE).with(OtherExtension.NONE);
            facts = has(SubjectTrait.EMPTY_WITH_ALTERNATIVE_NAME) ? facts.with(SubjectTrait.EMPTY) : facts;
        }
        if (has(SubjectTrait.EMPTY_WITH_ALTERNATIVE_NAME)) {
            // Its issuer has a name; and there is room for one alternative name only.
            facts = facts.has(Issuer.SELF) || facts.has(Issuer.SAME_NAME_ABSENT) ? facts.with(Issuer.ABSENT) : facts;
            facts = facts.has(OtherExtension.GARBAGE_ALTERNATIVE_NAME) ? facts.with(OtherExtension.NONE) : facts;
        }
        if (facts.has(SubjectTrait.EMPTY) && facts.has(Constraints.ABSENT)) {
            facts = facts.with(
                    Constraints.AUTHORITY); // Java overlooks a missing name where there are no extensions at all
        }
        if (facts.has(SubjectTrait.EMPTY) && (facts.has(Issuer.SELF) || facts.has(Issuer.SAME_NAME_ABSENT))) {
            facts = facts.with(Issuer.ABSENT); // Bouncy Castle makes no certificate of a nameless issuer
        }
        return facts.placed();
    }

    private Facts placed() {
        Facts facts = this;
        Placing placing = facts.the(Placing.class);
        if (placing == Placing.SECOND_OF_CALLER) {
            return facts.with(SubjectTrait.UTF8);
        }
        if (placing.sharesHash() && !facts.commonNameless()) {
            // Two certificates of one hash have one subject: only without a common name are they two callers.
            facts = facts.with(SubjectTrait.NO_COMMON_NAME);
        }
        if (!placing.counts() || placing.severalInFile()) {
            facts = facts.with(Form.PEM);
        }
        return facts;
    }

    private boolean commonNameless() {
        return has(SubjectTrait.NO_COMMON_NAME) || has(SubjectTrait.DOMAIN_COMPONENTS);
    }

    /** Whether what the client presents is what was installed, byte for byte. */
    boolean identical() {
        return has(Presented.SAME);
    }

    /** What is not ordinary. */
    @Override
    public String toString() {
        return traits.values().stream()
                .filter(trait -> trait.ordinal() > 0)
                .map(trait -> trait.getDeclaringClass().getSimpleName() + "." + trait)
                .collect(Collectors.joining(" ", "[", "]"));
    }
}
