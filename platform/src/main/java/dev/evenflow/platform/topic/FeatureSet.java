package dev.evenflow.platform.topic;

import dev.evenflow.platform.PlatformException;
import org.apache.avro.Schema;

/**
 * A feature set as the deploy step sees it.
 *
 * @param reference what the job is given: the name of a bundled set, or an absolute path
 * @param vectorSchema of its feature topics
 */
public record FeatureSet(String name, String reference, Schema vectorSchema) {

    public static FeatureSet load(String nameOrFile) {
        throw new PlatformException("feature set '" + nameOrFile + "': this build has no compiler of feature sets");
    }
}
