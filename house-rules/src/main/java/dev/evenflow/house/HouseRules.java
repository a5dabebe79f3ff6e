package dev.evenflow.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** Rules for all our classes, tests included; what Avro generates is exempt. */
public final class HouseRules {
    /** Words that say nothing about what a class is. */
    private static final Set<String> EMPTY_WORDS =
            Set.of("Util", "Utils", "Helper", "Helpers", "Manager", "Processor", "Impl");

    /** Words that say how a class is used as a parent, not what it is. */
    private static final Set<String> PARENT_WORDS = Set.of("Base", "Abstract");

    private HouseRules() {}

    @ArchTest
    public static final ArchRule names_say_what_a_class_is = classes()
            .that(areOurs())
            .should(haveATellingName())
            .because("a name made of 'Helper' or 'Manager' says nothing, and things gather behind it");

    @ArchTest
    public static final ArchRule there_is_no_drawer_for_everything = noClasses()
            .that(areOurs())
            .should()
            .resideInAnyPackage("..common..", "..util..", "..utils..", "..core..")
            .because("code lives with what it belongs to");

    @ArchTest
    public static final ArchRule packages_are_null_marked = classes()
            .that(areOurs())
            .should(resideInANullMarkedPackage())
            .because("the compiler checks null only where a package says @NullMarked");

    @ArchTest
    public static final ArchRule tests_wait_for_conditions_not_for_time = noClasses()
            .that(areOurs())
            .and()
            .haveSimpleNameEndingWith("Test")
            .or()
            .haveSimpleNameEndingWith("IT")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .allowEmptyShould(true)
            .because("a sleep is too short on one machine and too long on all others; use Awaitility");

    private static DescribedPredicate<JavaClass> areOurs() {
        return DescribedPredicate.describe(
                "are ours",
                type -> type.getPackageName().startsWith("dev.evenflow")
                        && !type.isAnnotatedWith("org.apache.avro.specific.AvroGenerated")
                        && !type.getEnclosingClass()
                                .map(outer -> outer.isAnnotatedWith("org.apache.avro.specific.AvroGenerated"))
                                .orElse(false));
    }

    private static ArchCondition<JavaClass> haveATellingName() {
        return new ArchCondition<>("have a name that tells what they are") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                List<String> words = List.of(type.getSimpleName().split("(?<=[a-z0-9])(?=[A-Z])"));
                boolean telling =
                        words.stream().noneMatch(EMPTY_WORDS::contains) && !PARENT_WORDS.contains(words.get(0));
                events.add(new SimpleConditionEvent(
                        type, telling, type.getName() + " is named with one of " + EMPTY_WORDS + PARENT_WORDS));
            }
        };
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage()
                        .tryGetPackageInfo()
                        .map(info -> info.isAnnotatedWith(NullMarked.class))
                        .orElse(false);
                events.add(new SimpleConditionEvent(
                        type,
                        marked,
                        type.getName() + ": package " + type.getPackageName()
                                + " has no package-info.java with @NullMarked"));
            }
        };
    }
}
