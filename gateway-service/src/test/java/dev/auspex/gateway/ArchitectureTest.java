package dev.auspex.gateway;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "dev.auspex.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("dev.auspex.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noDrawerForEverything = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..manager..", "..dto..");

    @ArchTest
    static final ArchRule arithmeticKnowsNoFramework = classes()
            .that()
            .haveSimpleName("Gcra")
            .or()
            .haveSimpleName("Limit")
            .or()
            .haveSimpleName("Rule")
            .or()
            .haveSimpleName("LocalLimits")
            .or()
            .haveSimpleName("RetryBudget")
            .or()
            .haveSimpleName("PlainPath")
            .or()
            .haveSimpleName("RouteTable")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "dev.auspex.gateway.limit",
                    "dev.auspex.gateway.route",
                    "dev.auspex.gateway.upstream");
}
