package io.securerpc.jetty;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.Functional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Jetty stays behind the adapter's own types. */
class ArchitectureTest {
    private static final JavaClasses ADAPTER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.securerpc.jetty");

    @Test
    void noJettyTypeIsInAPublicSignature() {
        classes()
                .that(describe(
                        "are public", (JavaClass type) -> type.getModifiers().contains(JavaModifier.PUBLIC)))
                .should(exposeNothingFrom("org.eclipse.jetty"))
                .check(ADAPTER);
    }

    /** Or they would run on the server's own threads where the build asks for virtual ones. */
    @Test
    void functionalTestsMakeTheirServicesInOnePlace() {
        noClasses()
                .that(describe(
                        "are functional tests",
                        (JavaClass type) -> outermost(type).isAnnotatedWith(Functional.class)))
                .should()
                .callMethod(RpcService.class, "builder")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                        .importPackages("io.securerpc.jetty"));
    }

    @Test
    void onlyTheDoorsKnowTheWebSocketContainer() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.WebSocket[A-Za-z$]*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty.ee11..", "jakarta.servlet..")
                .check(ADAPTER);
    }

    @Test
    void neverTrustsForwardedHeadersOrReloadsThroughJetty() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveSimpleName("ForwardedRequestCustomizer")
                .check(ADAPTER);
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "SslContextFactory.reload", call -> call.getName().equals("reload")))
                .check(ADAPTER);
    }

    private static ArchCondition<JavaClass> exposeNothingFrom(String packagePrefix) {
        return new ArchCondition<>("expose nothing from " + packagePrefix) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaClass> units = type.getCodeUnits().stream()
                        .filter(unit -> visible(unit.getModifiers()))
                        .flatMap(ArchitectureTest::types);
                Stream<JavaClass> fields = type.getFields().stream()
                        .filter(field -> visible(field.getModifiers()))
                        .map(JavaField::getRawType);
                Stream.concat(Stream.concat(units, fields), type.getRawSuperclass().stream())
                        .filter(exposed -> exposed.getPackageName().startsWith(packagePrefix))
                        .forEach(exposed -> events.add(
                                SimpleConditionEvent.violated(type, type.getName() + " exposes " + exposed.getName())));
            }
        };
    }

    private static Stream<JavaClass> types(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream());
    }

    private static boolean visible(java.util.Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }
}
