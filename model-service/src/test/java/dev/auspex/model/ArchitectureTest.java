package dev.auspex.model;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "dev.auspex.model", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("dev.auspex.model.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noFrameworkInPureLogic = noClasses()
            .that()
            .haveSimpleName("RowLayout")
            .or()
            .haveSimpleName("Decision")
            .or()
            .haveSimpleName("VersionOrder")
            .or()
            .haveSimpleName("WarmUp")
            .or()
            .haveSimpleName("TreeShap")
            .or()
            .haveSimpleName("TreeEnsemble")
            .or()
            .haveSimpleName("SamplingShapley")
            .or()
            .haveSimpleName("OnnxFile")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.vertx..", "io.smallrye..");

    @ArchTest
    static final ArchRule onlyTheGraphRuntimeKnowsTheEngine =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("ai.onnxruntime..", "ai.djl..");
}
