package io.securerpc;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Public and protected signatures name types of this library, of the JDK, and annotations; nothing else, but for metrics. */
final class ShowOnlyOwnAndJdkTypes extends ArchCondition<JavaClass> {
    private static final List<String> ALLOWED = List.of("java.", "javax.", "io.securerpc.");
    /** The one class that is there for the users of another library, who alone need that library. */
    private static final String METRICS = "io.securerpc.event.SecurityMetrics";

    ShowOnlyOwnAndJdkTypes() {
        super("show only types of this library and the JDK");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type)) {
            return;
        }
        Stream<JavaType> above = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> bounds = type.getTypeParameters().stream().map(parameter -> parameter);
        report(type.getName() + " extends", Stream.concat(above, bounds), events);
        for (JavaField field : type.getFields()) {
            if (isVisible(field)) {
                report(field.getFullName(), Stream.of(field.getType()), events);
            }
        }
        for (JavaCodeUnit unit : type.getCodeUnits()) {
            if (isVisible(unit)) {
                Stream<JavaType> thrown = unit.getExceptionTypes().stream().map(exception -> exception);
                Stream<JavaType> parameters = unit.getTypeParameters().stream().map(parameter -> parameter);
                Stream<JavaType> shown =
                        Stream.concat(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()));
                report(unit.getFullName(), Stream.of(shown, thrown, parameters).flatMap(types -> types), events);
            }
        }
    }

    private static void report(String where, Stream<JavaType> shown, ConditionEvents events) {
        shown.map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Set::stream)
                .map(JavaClass::getBaseComponentType)
                .filter(type -> !type.isPrimitive() && ALLOWED.stream().noneMatch(type.getName()::startsWith))
                .filter(type -> !(where.startsWith(METRICS) && type.getName().startsWith("io.micrometer.")))
                .distinct()
                .forEach(type -> events.add(SimpleConditionEvent.violated(type, where + " shows " + type.getName())));
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return !modifiers.contains(JavaModifier.SYNTHETIC)
                && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
    }

    /** A nested class is seen only if the one around it is. */
    private static boolean isVisible(JavaClass type) {
        Set<JavaModifier> modifiers = type.getModifiers();
        boolean open = modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
        return open
                && type.getEnclosingClass()
                        .map(ShowOnlyOwnAndJdkTypes::isVisible)
                        .orElse(true);
    }
}
