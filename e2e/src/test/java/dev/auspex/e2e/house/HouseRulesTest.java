package dev.auspex.e2e.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.e2e.suite.Suite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rules of docs/architecture.md that the compiler cannot keep, over the classes of every module. */
class HouseRulesTest {

    private static final List<String> MODULES = List.of(
            "shared-contracts",
            "service-chassis",
            "graph-runtime",
            "gateway-service",
            "auth-service",
            "prediction-service",
            "model-service",
            "monitoring-service");

    private static JavaClasses house;

    @BeforeAll
    static void readTheClasses() {
        List<Path> folders = new ArrayList<>();
        for (String module : MODULES) {
            Path classes = Suite.root().resolve(module).resolve("target/classes");
            assertTrue(Files.isDirectory(classes), module + " is not compiled");
            folders.add(classes);
        }
        house = new ClassFileImporter().importPaths(folders);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "auth", "prediction", "model", "monitoring"})
    void noServiceDependsOnAnother(String service) {
        noClasses()
                .that()
                .resideInAPackage("dev.auspex." + service + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(List.of("gateway", "auth", "prediction", "model", "monitoring").stream()
                        .filter(other -> !other.equals(service))
                        .map(other -> "dev.auspex." + other + "..")
                        .toArray(String[]::new))
                .check(house);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "auth", "prediction", "model", "monitoring", "chassis", "contracts", "graph"})
    void featurePackagesHaveNoCycles(String service) {
        slices().matching("dev.auspex." + service + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(house);
    }

    @Test
    void packagesAreNamedAfterFeatures() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..manager..", "..dto..")
                .check(house);
    }

    @Test
    void graphsRunWithoutAFramework() {
        noClasses()
                .that()
                .resideInAPackage("dev.auspex.graph..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.smallrye..", "jakarta..", "dev.auspex.chassis..")
                .check(house);
    }

    @Test
    void contractsKnowNoService() {
        noClasses()
                .that()
                .resideInAPackage("dev.auspex.contracts..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "dev.auspex.chassis..")
                .check(house);
    }

    @Test
    void publicResourcesImplementTheirContract() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .and()
                .resideOutsideOfPackage("..openinference..")
                .and()
                .areNotAnnotatedWith("jakarta.ws.rs.Path")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.auspex.contracts..")
                .check(house);
    }

    /** Arithmetic and rules that need no input or output: plain Java, so that they are tested without a framework. */
    @Test
    void pureLogicHasNoFramework() {
        List<String> pure = List.of(
                "dev.auspex.prediction.request.InputValidator",
                "dev.auspex.monitoring.drift.PopulationStabilityIndex",
                "dev.auspex.gateway.limit.Gcra");
        for (String name : pure) {
            assertTrue(house.contain(name), name + " has moved; keep the list true");
        }
        noClasses()
                .that()
                .haveNameMatching(String.join("|", pure))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.smallrye..", "jakarta..", "org.eclipse..")
                .check(house);
    }
}
