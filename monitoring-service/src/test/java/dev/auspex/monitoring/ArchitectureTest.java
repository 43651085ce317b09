package dev.auspex.monitoring;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "dev.auspex.monitoring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES =
            slices().matching("dev.auspex.monitoring.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule LOGIC_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage("..sketch..", "..drift..")
            .and()
            .haveSimpleNameNotEndingWith("Hints")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.smallrye..", "jakarta.enterprise..", "jakarta.ws..");

    @ArchTest
    static final ArchRule NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.auspex.auth..", "dev.auspex.gateway..", "dev.auspex.model..", "dev.auspex.prediction..");
}
