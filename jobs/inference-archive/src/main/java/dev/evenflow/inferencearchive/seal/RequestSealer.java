package dev.evenflow.inferencearchive.seal;

import static dev.evenflow.inferencearchive.seal.AvroFields.instant;
import static dev.evenflow.inferencearchive.seal.AvroFields.text;
import static dev.evenflow.inferencearchive.seal.AvroFields.texts;

import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.InferenceRequest;
import java.io.IOException;
import org.apache.avro.Schema;

/** From a request to its half of a row. */
public final class RequestSealer implements RecordSealer<ArchivedInference> {
    private static final Schema SCHEMA = InferenceRequest.getClassSchema();
    private static final Schema.Field TIME = SCHEMA.getField("request_time");
    private static final Schema.Field MODEL = SCHEMA.getField("request_model");
    private static final Schema.Field VERSION = SCHEMA.getField("model_version");
    private static final Schema.Field DEPLOYMENT = SCHEMA.getField("deployment");
    private static final Schema.Field OPERATION = SCHEMA.getField("operation_name");
    private static final Schema.Field PROVIDER = SCHEMA.getField("provider_name");
    private static final Schema.Field FEATURE_SET = SCHEMA.getField("feature_set");
    private static final Schema.Field FEATURE_SET_VERSION = SCHEMA.getField("feature_set_version");
    private static final Schema.Field VECTOR = SCHEMA.getField("vector_id");
    private static final Schema.Field FEATURE_NAMES = SCHEMA.getField("feature_names");
    private static final Schema.Field TRACE = SCHEMA.getField("trace_id");
    private static final Schema.Field PRODUCER = SCHEMA.getField("producer");

    private final Sealing sealing;

    public RequestSealer(SealingSettings settings) {
        sealing = new Sealing(settings);
    }

    @Override
    public ArchivedInference seal(SourceRecord source) throws RejectedRecordException, IOException {
        Sealing.Sealed sealed = sealing.seal(source);
        ArchivedInference row = new ArchivedInference();
        row.setInferenceId(sealed.inferenceId());
        row.setStatus(ArchiveStatus.UNKNOWN);
        row.setRegion(sealed.region());
        row.setModel(java.util.Objects.requireNonNull(text(sealed.get(MODEL))));
        row.setEventTime(instant(sealed.get(TIME)));
        row.setSubjectKey(sealed.subjectKey());
        row.setRequestTime(row.getEventTime());
        row.setOperationName(text(sealed.get(OPERATION)));
        row.setProviderName(text(sealed.get(PROVIDER)));
        row.setModelVersion(text(sealed.get(VERSION)));
        row.setDeployment(text(sealed.get(DEPLOYMENT)));
        row.setFeatureSet(text(sealed.get(FEATURE_SET)));
        row.setFeatureSetVersion(text(sealed.get(FEATURE_SET_VERSION)));
        row.setVectorId(text(sealed.get(VECTOR)));
        row.setFeatureNames(texts(sealed.get(FEATURE_NAMES)));
        if (sealed.hasFeatures()) row.setFeaturesFrom("INLINE");
        row.setTraceId(text(sealed.get(TRACE)));
        row.setRequestProducer(text(sealed.get(PRODUCER)));
        row.setRequestSealed(sealed.sealed());
        row.setBlobs(sealed.blobs());
        row.setRequestTopic(source.topic());
        row.setRequestPartition(source.partition());
        row.setRequestOffset(source.offset());
        row.setRequestDigest(sealed.digest());
        row.setBatch("");
        row.setBatchRow(-1);
        return row;
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
