package dev.evenflow.inferencearchive.seal;

import static dev.evenflow.inferencearchive.seal.AvroFields.instant;
import static dev.evenflow.inferencearchive.seal.AvroFields.number;
import static dev.evenflow.inferencearchive.seal.AvroFields.text;
import static dev.evenflow.inferencearchive.seal.AvroFields.texts;

import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.ArchivedScore;
import dev.evenflow.inference.InferenceResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** From a response to its half of a row. */
public final class ResponseSealer implements RecordSealer<ArchivedInference> {
    /** The model of a response that names none and has no request. */
    private static final String NO_MODEL = "unknown";

    private static final Schema SCHEMA = InferenceResponse.getClassSchema();
    private static final Schema.Field TIME = SCHEMA.getField("response_time");
    private static final Schema.Field STATUS = SCHEMA.getField("status");
    private static final Schema.Field ERROR = SCHEMA.getField("error_type");
    private static final Schema.Field MODEL = SCHEMA.getField("response_model");
    private static final Schema.Field VERSION = SCHEMA.getField("model_version");
    private static final Schema.Field DEPLOYMENT = SCHEMA.getField("deployment");
    private static final Schema.Field ID = SCHEMA.getField("response_id");
    private static final Schema.Field SCORES = SCHEMA.getField("scores");
    private static final Schema.Field FINISH_REASONS = SCHEMA.getField("response_finish_reasons");
    private static final Schema.Field INPUT_TOKENS = SCHEMA.getField("usage_input_tokens");
    private static final Schema.Field OUTPUT_TOKENS = SCHEMA.getField("usage_output_tokens");
    private static final Schema.Field DECISION = SCHEMA.getField("decision");
    private static final Schema.Field REASON_CODES = SCHEMA.getField("reason_codes");
    private static final Schema.Field TRACE = SCHEMA.getField("trace_id");
    private static final Schema.Field PRODUCER = SCHEMA.getField("producer");

    private final Sealing sealing;

    public ResponseSealer(SealingSettings settings) {
        sealing = new Sealing(settings);
    }

    @Override
    public ArchivedInference seal(SourceRecord source) throws RejectedRecordException, IOException {
        Sealing.Sealed sealed = sealing.seal(source);
        ArchivedInference row = new ArchivedInference();
        row.setInferenceId(sealed.inferenceId());
        row.setStatus(ArchiveStatus.UNKNOWN);
        row.setRegion(sealed.region());
        String model = text(sealed.get(MODEL));
        row.setModel(model == null ? NO_MODEL : model);
        row.setEventTime(instant(sealed.get(TIME)));
        row.setSubjectKey(sealed.subjectKey());
        row.setResponseTime(row.getEventTime());
        row.setResponseStatus(text(sealed.get(STATUS)));
        row.setErrorType(text(sealed.get(ERROR)));
        row.setResponseModel(model);
        row.setModelVersion(text(sealed.get(VERSION)));
        row.setDeployment(text(sealed.get(DEPLOYMENT)));
        row.setResponseId(text(sealed.get(ID)));
        row.setScores(scores(sealed.get(SCORES)));
        row.setResponseFinishReasons(texts(sealed.get(FINISH_REASONS)));
        row.setUsageInputTokens(number(sealed.get(INPUT_TOKENS)));
        row.setUsageOutputTokens(number(sealed.get(OUTPUT_TOKENS)));
        row.setDecision(text(sealed.get(DECISION)));
        row.setReasonCodes(texts(sealed.get(REASON_CODES)));
        row.setTraceId(text(sealed.get(TRACE)));
        row.setResponseProducer(text(sealed.get(PRODUCER)));
        row.setResponseSealed(sealed.sealed());
        row.setBlobs(sealed.blobs());
        row.setResponseTopic(source.topic());
        row.setResponsePartition(source.partition());
        row.setResponseOffset(source.offset());
        row.setResponseDigest(sealed.digest());
        row.setBatch("");
        row.setBatchRow(-1);
        return row;
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

    @Override
    public void sync() {
        sealing.sync();
    }

    @Override
    public void close() {
        sealing.close();
    }
}
