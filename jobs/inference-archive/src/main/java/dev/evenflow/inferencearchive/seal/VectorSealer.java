package dev.evenflow.inferencearchive.seal;

import dev.evenflow.flink.avro.RegistryAvroReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.operations.RejectionReason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * From a feature vector to what is attached to a request that names it: the fields that a request with inline features
 * would have brought along, sealed alike, and no inference id. Its event time is the log's.
 *
 * <p>All fields of the vector count as features but its id, its time and what says how it came to be.
 */
public final class VectorSealer implements RecordSealer<ArchivedInference> {
    private static final Schema REQUEST = InferenceRequest.getClassSchema();
    private static final String VERSION = "feature_set_version";
    private static final Set<String> NO_FEATURES = Set.of("event_time", "emission", VERSION);

    private final Sealing sealing;
    private final RegistryAvroReader reader;
    private final String subjectField;
    private final String region;
    private @Nullable Layout layout;

    /** Positions in vectors of one schema. */
    private record Layout(Schema schema, int version, int subject, int[] features, List<String> names) {}

    /**
     * @param settings those of requests
     * @param subjectField field of a vector that says whose data it is
     * @param region of the people in the feature topic
     */
    public VectorSealer(SealingSettings settings, String subjectField, String region) {
        this.sealing = new Sealing(settings);
        this.reader = new RegistryAvroReader(settings.registry().client(), null);
        this.subjectField = subjectField;
        this.region = region;
    }

    @Override
    public ArchivedInference seal(SourceRecord source) throws RejectedRecordException, IOException {
        IndexedRecord vector = reader.read(source.value());
        Layout of = layoutOf(vector.getSchema());
        String id = String.valueOf(vector.get(0));
        Object subject = vector.get(of.subject);
        if (subject == null)
            throw new RejectedRecordException(
                    RejectionReason.INVALID_FIELD, "field " + subjectField + " is null, expected whose data it is");
        String version = String.valueOf(vector.get(of.version));
        Sealing.Sealed sealed = sealing.seal(
                request(vector, of, version, id), id, subject.toString(), Objects.requireNonNull(source.value()));
        ArchivedInference attachment = new ArchivedInference();
        attachment.setInferenceId("");
        attachment.setStatus(ArchiveStatus.UNKNOWN);
        attachment.setRegion(region);
        attachment.setModel("");
        attachment.setEventTime(Instant.ofEpochMilli(source.timestamp()));
        attachment.setSubjectKey(sealed.subjectKey());
        attachment.setVectorId(id);
        attachment.setFeatureSetVersion(version);
        attachment.setFeatureNames(of.names);
        attachment.setVectorSealed(sealed.sealed());
        attachment.setBlobs(sealed.blobs());
        attachment.setBatch("");
        attachment.setBatchRow(-1);
        return attachment;
    }

    private GenericData.Record request(IndexedRecord vector, Layout of, String version, String id) {
        List<@Nullable Object> features = new ArrayList<>(of.features.length);
        for (int position : of.features) features.add(feature(vector.get(position)));
        GenericData.Record request = new GenericData.Record(REQUEST);
        request.put("inference_id", "");
        request.put("subject_id", "");
        request.put("region", region);
        request.put("request_time", 0L);
        request.put("operation_name", "predict");
        request.put("request_model", "");
        request.put("feature_set_version", version);
        request.put("vector_id", id);
        request.put("feature_names", of.names);
        request.put("features", features);
        return request;
    }

    private static @Nullable Object feature(@Nullable Object value) {
        if (value == null || value instanceof Long || value instanceof Double || value instanceof Boolean) return value;
        if (value instanceof Integer number) return number.longValue();
        if (value instanceof Float number) return number.doubleValue();
        return value.toString();
    }

    private Layout layoutOf(Schema schema) throws RejectedRecordException {
        Layout known = layout;
        if (known != null && known.schema.equals(schema)) return known;
        Schema.Field version = schema.getField(VERSION);
        Schema.Field subject = schema.getField(subjectField);
        if (version == null || subject == null)
            throw new RejectedRecordException(
                    RejectionReason.INVALID_FIELD,
                    schema.getFullName() + " has no field " + (version == null ? VERSION : subjectField)
                            + ", expected a feature vector with its version and its subject");
        List<Schema.Field> features = schema.getFields().stream()
                .filter(field -> field.pos() > 0 && !NO_FEATURES.contains(field.name()))
                .toList();
        known = new Layout(
                schema,
                version.pos(),
                subject.pos(),
                features.stream().mapToInt(Schema.Field::pos).toArray(),
                features.stream().map(Schema.Field::name).toList());
        layout = known;
        return known;
    }

    @Override
    public void sync() {
        sealing.sync();
    }

    @Override
    public void close() {
        sealing.close();
    }
}
