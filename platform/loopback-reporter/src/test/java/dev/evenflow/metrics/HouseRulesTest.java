package dev.evenflow.metrics;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.evenflow.house.HouseRules;

/** The rules of the house over this module's classes. */
@AnalyzeClasses(packages = "dev.evenflow.metrics")
class HouseRulesTest {
    @ArchTest
    static final ArchTests house = ArchTests.in(HouseRules.class);
}
