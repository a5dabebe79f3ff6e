package dev.evenflow.fraud;

import dev.evenflow.flink.options.OptionReference;
import dev.evenflow.house.GeneratedSection;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** docs/job-options.md lists the options as they are. */
class OptionsReferenceTest {
    @Test
    void everyOptionIsListedAsItIs() throws IOException {
        GeneratedSection.ofMarkdown("../../docs/job-options.md", "fraud-features")
                .mustBe(
                        OptionReference.table(FraudFeaturesConfig.OPTIONS),
                        "./mvnw -pl jobs/fraud-features -am test -Dtest=OptionsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false");
    }
}
