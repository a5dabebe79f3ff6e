package dev.evenflow.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Rules for the engines: plain Java whose results depend on its arguments alone. Run over their main classes. */
public final class EngineRules {
    private EngineRules() {}

    @ArchTest
    public static final ArchRule an_engine_knows_no_engine_room = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink..",
                    "org.apache.kafka..",
                    "org.apache.iceberg..",
                    "org.apache.hadoop..",
                    "io.confluent..")
            .because("the same engine runs in a stream, in a backfill and in a test");

    @ArchTest
    public static final ArchRule an_engine_reads_no_clock = noClasses()
            .should()
            .callMethodWhere(readsAClock())
            .because("a result that depends on when it was computed cannot be computed again");

    @ArchTest
    public static final ArchRule an_engine_draws_no_lots = noClasses()
            .should()
            .callConstructor(java.util.Random.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(java.util.concurrent.ThreadLocalRandom.class, "current")
            .because("equal input gives equal bytes");

    private static DescribedPredicate<JavaCall<?>> readsAClock() {
        return DescribedPredicate.describe("reads a clock", call -> {
            String owner = call.getTargetOwner().getName();
            String method = call.getTarget().getName();
            return (owner.equals("java.lang.System")
                            && (method.equals("currentTimeMillis") || method.equals("nanoTime")))
                    || (owner.startsWith("java.time.") && method.equals("now"))
                    || (owner.equals("java.time.Clock") && method.startsWith("system"))
                    || (owner.equals("java.util.Calendar") && method.equals("getInstance"));
        });
    }
}
