package dev.evenflow.benchmarks.features;

import dev.evenflow.platform.topic.RegistrySubjects;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * One run of a case.
 *
 * @param output a topic of this run alone, which does not exist yet; also a prefix for names that must not meet others
 * @param arguments of the benchmark
 */
record CaseRun(BenchPlatform platform, Workload load, int parallelism, String output, Arguments arguments) {

    CaseRun withParallelism(int other) {
        return new CaseRun(platform, load, other, output, arguments);
    }

    /** Creates the output topic with as many partitions as the input has, and registers its schema. */
    int createOutput(Schema schema) {
        platform.create(Map.of(output, schema), load.partitions());
        return new RegistrySubjects(platform.registryUrl()).idOf(output + "-value", schema);
    }
}
