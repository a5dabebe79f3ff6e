package dev.evenflow.fraud.state;

import dev.evenflow.features.plan.FeaturePlan;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * What is written beside state whose form depends on a feature set: that set itself, and the slack. State of another
 * version of the set, or of a job that did (or did not) allow disorder, is refused with a message that names both.
 */
abstract class FeatureSetSnapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 2;

    private @Nullable FeatureSet set;
    private long slackMs;

    FeatureSetSnapshot() {}

    FeatureSetSnapshot(FeatureSet set, long slackMs) {
        this.set = set;
        this.slackMs = slackMs;
    }

    FeatureSet set() {
        return Objects.requireNonNull(set, "readSnapshot() comes first");
    }

    long slackMs() {
        return slackMs;
    }

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        FeatureSet written = set();
        out.writeLong(slackMs);
        for (String text : new String[] {written.file(), written.yaml(), written.sourceSchema()})
            StringUtils.writeString(text, out);
        StringUtils.writeNullableString(written.labelSchema(), out);
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader classLoader) throws IOException {
        if (version != VERSION)
            throw new IOException(
                    "state was written by serializer version " + version + "; this build reads " + VERSION);
        slackMs = in.readLong();
        String file = StringUtils.readString(in);
        String yaml = StringUtils.readString(in);
        String source = StringUtils.readString(in);
        set = new FeatureSet(file, yaml, source, StringUtils.readNullableString(in));
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> before) {
        if (!(before instanceof FeatureSetSnapshot<T> old)) return TypeSerializerSchemaCompatibility.incompatible();
        FeaturePlan then = old.set().plan();
        FeaturePlan now = set().plan();
        if (!then.name().equals(now.name()) || !then.version().equals(now.version()))
            throw new IllegalStateException(
                    "the state is of feature set '" + then.name() + "' version " + then.version()
                            + ", the job's is '" + now.name() + "' version " + now.version()
                            + ". State is never read under another version: start the new one beside the old, without this savepoint");
        if ((old.slackMs() == 0) != (slackMs == 0))
            throw new IllegalStateException("the state was kept for a disorder of " + old.slackMs()
                    + " ms, the job asks for " + slackMs + " ms: it can be changed, but not from or to 0");
        return TypeSerializerSchemaCompatibility.compatibleAsIs();
    }
}
