package dev.auspex.training;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "dev.auspex.training", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.auspex.training.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dataAndEvaluationKnowNoLibraryOfLearning = ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage("..data..", "..evaluate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ml.dmlc..", "org.tribuo..", "ai.onnx..", "ai.onnxruntime..");
}
