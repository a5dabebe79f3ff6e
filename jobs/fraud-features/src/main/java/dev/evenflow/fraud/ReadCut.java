package dev.evenflow.fraud;

import dev.evenflow.flink.upgrade.SavedLists;
import dev.evenflow.fraud.codec.Cut;
import dev.evenflow.fraud.function.UpdateEntityFeatures;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerialization;

/** Prints up to where a job had read and settled when it stopped with a savepoint, as {@link Cut}: {@code SAVEPOINT ARGUMENTS OF THE JOB}. */
public final class ReadCut {
    /** Under which Flink's sources keep what they read, since there are such sources. */
    private static final String SPLITS = "SourceReaderState";

    private ReadCut() {}

    public static void main(String[] args) throws Exception {
        FraudFeaturesConfig config = FraudFeaturesConfig.of(Arrays.copyOfRange(args, 1, args.length), System.getenv());
        System.out.println("cut " + of(args[0], config));
    }

    static Cut of(String savepoint, FraudFeaturesConfig config) throws IOException {
        SavedLists saved = SavedLists.of(savepoint, ReadCut.class.getClassLoader());
        String first =
                FraudFeaturesUids.updateFeatures(config.plan().entities().get(0).name());
        List<Long> marks = saved.read(first, UpdateEntityFeatures.WATERMARK, LongSerializer.INSTANCE);
        if (marks.isEmpty()) throw new IOException(savepoint + " holds no watermark of " + first);
        long mark = marks.get(0);
        if (marks.stream().anyMatch(other -> other != mark))
            throw new IOException("the subtasks of " + first + " stopped at watermarks " + marks + ", expected one");
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        for (byte[] bytes :
                saved.read(FraudFeaturesUids.READ_TRANSACTIONS, SPLITS, BytePrimitiveArraySerializer.INSTANCE)) {
            KafkaPartitionSplit split =
                    SimpleVersionedSerialization.readVersionAndDeSerialize(new KafkaPartitionSplitSerializer(), bytes);
            // below 0: nothing was read, and where it begins had not been looked up
            offsets.put(split.getPartition(), Math.max(0, split.getStartingOffset()));
        }
        long slice = config.slice().toMillis();
        // whole slices only have been released
        return new Cut(mark < 0 ? mark : Math.floorDiv(mark + 1, slice) * slice - 1, offsets);
    }
}
