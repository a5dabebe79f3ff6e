package dev.evenflow.benchmarks;

import dev.evenflow.flink.avro.RegistryAvroReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.ArchivedScore;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one would write without an archive: records decoded into the same half rows, with the personal content in the
 * clear. Subject ids stand for key names, and ids alone for digests of what was received. Not thread-safe.
 */
final class PlainHalves {
    private static final int DIGEST_BYTES = 16;

    private final RegistryAvroReader requests;
    private final RegistryAvroReader responses;
    private final PlainPayload requestPayload = new PlainPayload(
            InferenceRequest.getClassSchema(),
            List.of(
                    "subject_id",
                    "conversation_id",
                    "features",
                    "input_messages",
                    "system_instructions",
                    "media",
                    "attributes"));
    private final PlainPayload responsePayload = new PlainPayload(
            InferenceResponse.getClassSchema(),
            List.of(
                    "subject_id",
                    "error_message",
                    "output_messages",
                    "media",
                    "explanation",
                    "human_override",
                    "attributes"));

    PlainHalves(SchemaRegistryClient registry) {
        this.requests = new RegistryAvroReader(registry, InferenceRequest.getClassSchema());
        this.responses = new RegistryAvroReader(registry, InferenceResponse.getClassSchema());
    }

    ArchivedInference of(SourceRecord source) throws RejectedRecordException, IOException {
        return source.topic().equals(InferenceRecords.REQUESTS) ? request(source) : response(source);
    }

    private ArchivedInference request(SourceRecord source) throws RejectedRecordException, IOException {
        IndexedRecord record = requests.read(source.value());
        ArchivedInference row = half(record, "request_time");
        row.setModel(required(record, "request_model"));
        row.setRequestTime(row.getEventTime());
        row.setOperationName(text(record, "operation_name"));
        row.setProviderName(text(record, "provider_name"));
        row.setModelVersion(text(record, "model_version"));
        row.setDeployment(text(record, "deployment"));
        row.setFeatureSet(text(record, "feature_set"));
        row.setFeatureSetVersion(text(record, "feature_set_version"));
        row.setVectorId(text(record, "vector_id"));
        row.setFeatureNames(texts(record, "feature_names"));
        row.setFeaturesFrom("INLINE");
        row.setRequestProducer(text(record, "producer"));
        row.setRequestSealed(requestPayload.of(record));
        row.setRequestTopic(source.topic());
        row.setRequestPartition(source.partition());
        row.setRequestOffset(source.offset());
        row.setRequestDigest(ByteBuffer.allocate(DIGEST_BYTES));
        return row;
    }

    private ArchivedInference response(SourceRecord source) throws RejectedRecordException, IOException {
        IndexedRecord record = responses.read(source.value());
        ArchivedInference row = half(record, "response_time");
        row.setModel(required(record, "response_model"));
        row.setResponseTime(row.getEventTime());
        row.setResponseStatus(text(record, "status"));
        row.setErrorType(text(record, "error_type"));
        row.setResponseModel(row.getModel());
        row.setModelVersion(text(record, "model_version"));
        row.setDeployment(text(record, "deployment"));
        row.setResponseId(text(record, "response_id"));
        row.setScores(scores(value(record, "scores")));
        row.setResponseFinishReasons(texts(record, "response_finish_reasons"));
        row.setUsageInputTokens((Long) value(record, "usage_input_tokens"));
        row.setUsageOutputTokens((Long) value(record, "usage_output_tokens"));
        row.setDecision(text(record, "decision"));
        row.setReasonCodes(texts(record, "reason_codes"));
        row.setResponseProducer(text(record, "producer"));
        row.setResponseSealed(responsePayload.of(record));
        row.setResponseTopic(source.topic());
        row.setResponsePartition(source.partition());
        row.setResponseOffset(source.offset());
        row.setResponseDigest(ByteBuffer.allocate(DIGEST_BYTES));
        return row;
    }

    private static ArchivedInference half(IndexedRecord record, String timeField) {
        ArchivedInference row = new ArchivedInference();
        row.setInferenceId(required(record, "inference_id"));
        row.setStatus(ArchiveStatus.UNKNOWN);
        row.setRegion(required(record, "region"));
        row.setEventTime(Instant.ofEpochMilli((Long) Objects.requireNonNull(value(record, timeField))));
        row.setSubjectKey(required(record, "subject_id"));
        row.setTraceId(text(record, "trace_id"));
        row.setBatch("");
        row.setBatchRow(-1);
        return row;
    }

    private static @Nullable Object value(IndexedRecord record, String name) {
        Schema.Field field = record.getSchema().getField(name);
        return record.get(field.pos());
    }

    private static @Nullable String text(IndexedRecord record, String name) {
        Object value = value(record, name);
        return value == null ? null : value.toString();
    }

    private static String required(IndexedRecord record, String name) {
        return Objects.requireNonNull(text(record, name), name);
    }

    private static @Nullable List<String> texts(IndexedRecord record, String name) {
        if (!(value(record, name) instanceof List<?> list)) return null;
        List<String> texts = new ArrayList<>(list.size());
        for (Object each : list) texts.add(each.toString());
        return texts;
    }

    private static @Nullable List<ArchivedScore> scores(@Nullable Object value) {
        if (!(value instanceof List<?> list)) return null;
        List<ArchivedScore> scores = new ArrayList<>(list.size());
        for (Object each : list) {
            IndexedRecord score = (IndexedRecord) each;
            scores.add(new ArchivedScore(String.valueOf(score.get(0)), (Double) score.get(1)));
        }
        return scores;
    }
}
