package dev.auspex.graph;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "dev.auspex.graph", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.auspex.graph.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noFramework = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.vertx..", "io.smallrye..");

    @ArchTest
    static final ArchRule onlyTheEngineKnowsOnnxRuntime = classes()
            .that()
            .resideOutsideOfPackage("dev.auspex.graph.engine")
            .and()
            .doNotHaveFullyQualifiedName("dev.auspex.graph.text.Tokenizer")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("ai.onnxruntime..", "ai.djl..");
}
