package dev.evenflow.fraud.state;

import dev.evenflow.features.plan.FeaturePlan;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
    private static final int WITHOUT_CHANGELOGS = 2;
    private static final int WITH_CHANGELOGS = 3;

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
        return set == null || set.envelopes().isEmpty() ? WITHOUT_CHANGELOGS : WITH_CHANGELOGS;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        FeatureSet written = set();
        out.writeLong(slackMs);
        for (String text : new String[] {written.file(), written.yaml(), written.sourceSchema()})
            StringUtils.writeString(text, out);
        StringUtils.writeNullableString(written.labelSchema(), out);
        Map<String, String> envelopes = written.envelopes();
        if (envelopes.isEmpty()) return;
        out.writeInt(envelopes.size());
        for (Map.Entry<String, String> envelope : envelopes.entrySet()) {
            StringUtils.writeString(envelope.getKey(), out);
            StringUtils.writeString(envelope.getValue(), out);
        }
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader classLoader) throws IOException {
        if (version != WITHOUT_CHANGELOGS && version != WITH_CHANGELOGS)
            throw new IOException("state was written by serializer version " + version + "; this build reads "
                    + WITHOUT_CHANGELOGS + " and " + WITH_CHANGELOGS);
        slackMs = in.readLong();
        String file = StringUtils.readString(in);
        String yaml = StringUtils.readString(in);
        String source = StringUtils.readString(in);
        String labels = StringUtils.readNullableString(in);
        Map<String, String> envelopes = new TreeMap<>();
        for (int left = version == WITH_CHANGELOGS ? in.readInt() : 0; left > 0; left--)
            envelopes.put(StringUtils.readString(in), StringUtils.readString(in));
        set = new FeatureSet(file, yaml, source, labels, envelopes);
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
