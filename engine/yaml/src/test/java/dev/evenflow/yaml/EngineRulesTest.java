package dev.evenflow.yaml;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.evenflow.house.EngineRules;

/** The rules of an engine over what this module ships. */
@AnalyzeClasses(packages = "dev.evenflow.yaml", importOptions = ImportOption.DoNotIncludeTests.class)
class EngineRulesTest {
    @ArchTest
    static final ArchTests engine = ArchTests.in(EngineRules.class);
}
