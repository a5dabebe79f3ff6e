package dev.evenflow.features;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.evenflow.house.EngineRules;
import dev.evenflow.house.HouseRules;

/** The rules of the house over this module's classes, and those of an engine over what it ships. */
class HouseRulesTest {
    @AnalyzeClasses(packages = "dev.evenflow.features")
    static class Everything {
        @ArchTest
        static final ArchTests house = ArchTests.in(HouseRules.class);
    }

    @AnalyzeClasses(packages = "dev.evenflow.features", importOptions = ImportOption.DoNotIncludeTests.class)
    static class Engine {
        @ArchTest
        static final ArchTests engine = ArchTests.in(EngineRules.class);
    }
}
