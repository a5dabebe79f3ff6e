package dev.evenflow.fraud.state;

import dev.evenflow.fraud.FraudFeaturesConfig;
import java.util.Map;

/** Feature sets as the job loads them. */
public final class TestFeatureSets {
    public static final FeatureSet CARD_FRAUD = load("card-fraud");
    public static final FeatureSet HANDBOOK = load("handbook");

    private TestFeatureSets() {}

    private static FeatureSet load(String name) {
        return FraudFeaturesConfig.of(
                        new String[] {"--features", name, "--source", "unused", "--out", "unused"}, Map.of())
                .featureSet();
    }
}
