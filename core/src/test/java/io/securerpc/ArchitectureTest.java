package io.securerpc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.securerpc.seeded.certificate.ReachesUp;
import io.securerpc.seeded.gate.PrintsAndLogs;
import io.securerpc.seeded.gate.ShowsForeignTypes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between packages, and what no public signature shows. Each rule is also run over a class that breaks it. */
class ArchitectureTest {
    /** Lower ones never use higher ones. */
    private static final List<String> ORDER = List.of(
            "certificate",
            "reload",
            "trust",
            "event",
            "tls",
            "origin",
            "proxy",
            "caller",
            "limit",
            "rpc",
            "listener",
            "gate",
            "config");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/test-support/") && !location.contains("test-support-"))
            .importPackages("io.securerpc");

    private static final ArchRule SIGNATURES = classes()
            .should(new ShowOnlyOwnAndJdkTypes())
            .because("a user of the library must not depend on its libraries");

    private static final ArchRule OUTPUT = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("everything is said through SLF4J or as a SecurityEvent");

    private static final ArchRule CHARSETS = noClasses()
            .should()
            .callConstructor(String.class, byte[].class)
            .orShould()
            .callMethod(String.class, "getBytes")
            .orShould()
            .callConstructor(java.io.FileReader.class, java.io.File.class)
            .orShould()
            .callConstructor(java.io.FileReader.class, String.class)
            .orShould()
            .callConstructor(java.io.InputStreamReader.class, InputStream.class)
            .because("the platform's charset is not part of any file or protocol");

    @Test
    void lowerPackagesNeverUseHigherOnes() {
        for (String lower : ORDER) {
            arrowsFrom("io.securerpc.", lower).check(CORE);
        }
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        Set<String> features = CORE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.securerpc."))
                .map(name -> name.substring("io.securerpc.".length()).split("\\.", 2)[0])
                .filter(name -> !name.equals("internal"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(features).isNotEmpty().isSubsetOf(ORDER);
    }

    @Test
    void theRootAndTheInternalPackageUseNoFeature() {
        noClasses()
                .that()
                .resideInAnyPackage("io.securerpc", "io.securerpc.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ORDER.stream()
                        .map(name -> "io.securerpc." + name + "..")
                        .toArray(String[]::new))
                .check(CORE);
    }

    @Test
    void signaturesOfExportedPackagesShowOnlyOwnAndJdkTypes() throws IOException {
        Set<String> exported = exportedPackages();
        JavaClasses open = CORE.that(new com.tngtech.archunit.base.DescribedPredicate<>("exported") {
            @Override
            public boolean test(JavaClass type) {
                return exported.contains(type.getPackageName());
            }
        });
        assertThat(open).isNotEmpty();
        SIGNATURES.check(open);
    }

    @Test
    void everyPackageIsExportedOrInternal() throws IOException {
        Set<String> packages = CORE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !Arrays.asList(name.split("\\.")).contains("internal"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages).isEqualTo(exportedPackages());
    }

    @Test
    void nothingPrints() {
        OUTPUT.check(CORE);
    }

    @Test
    void nothingUsesThePlatformsCharset() {
        CHARSETS.check(CORE);
    }

    @Test
    void theRulesFindClassesThatBreakThem() {
        JavaClasses seeded = new ClassFileImporter().importPackages("io.securerpc.seeded");
        assertThatThrownBy(
                        () -> arrowsFrom("io.securerpc.seeded.", "certificate").check(seeded))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(ReachesUp.class.getName());
        assertThatCode(() -> arrowsFrom("io.securerpc.seeded.", "gate").check(seeded))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> OUTPUT.check(seeded))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(PrintsAndLogs.class.getName())
                .hasMessageContaining("java.util.logging")
                .hasMessageContaining("java.lang.System.out");
        assertThatThrownBy(() -> CHARSETS.check(seeded))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(PrintsAndLogs.class.getName());
    }

    @Test
    void theSignatureRuleFindsForeignTypesWhereverTheyShow() {
        JavaClasses seeded = new ClassFileImporter().importPackages("io.securerpc.seeded");
        assertThatThrownBy(() -> SIGNATURES.check(seeded))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(ShowsForeignTypes.class.getName() + " extends")
                .hasMessageContaining(ShowsForeignTypes.class.getName() + ".parameter")
                .hasMessageContaining(ShowsForeignTypes.class.getName() + ".returned")
                .hasMessageContaining(ShowsForeignTypes.class.getName() + ".typeArgument")
                .hasMessageContaining(ShowsForeignTypes.class.getName() + ".array")
                .hasMessageContaining(ShowsForeignTypes.class.getName() + ".thrown")
                .hasMessageContaining(ShowsForeignTypes.class.getName() + ".field")
                .hasMessageContaining(ShowsForeignTypes.class.getName() + ".<init>")
                .hasMessageNotContaining(".hidden");
    }

    /** Empty packages are fine: the order may name what is yet to come. */
    private static ArchRule arrowsFrom(String base, String lower) {
        String[] higher = ORDER.subList(ORDER.indexOf(lower) + 1, ORDER.size()).stream()
                .map(name -> base + name + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(base + lower + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(higher)
                .allowEmptyShould(true);
    }

    private static Set<String> exportedPackages() throws IOException {
        // Beside our own classes: on the class path every module of the JDK has a file of that name too.
        URL classes =
                SecureRpcException.class.getProtectionDomain().getCodeSource().getLocation();
        try (InputStream module = new URL(classes, "module-info.class").openStream()) {
            ModuleDescriptor descriptor = ModuleDescriptor.read(module);
            assertThat(descriptor.name()).isEqualTo("io.securerpc.core");
            return descriptor.exports().stream()
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
