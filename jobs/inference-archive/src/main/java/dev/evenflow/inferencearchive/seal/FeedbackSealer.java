package dev.evenflow.inferencearchive.seal;

import static dev.evenflow.inferencearchive.seal.AvroFields.instant;
import static dev.evenflow.inferencearchive.seal.AvroFields.text;

import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.operations.RejectionReason;
import java.io.IOException;
import java.util.Objects;
import org.apache.avro.Schema;

/** From a record of feedback to its row. */
public final class FeedbackSealer implements RecordSealer<ArchivedFeedback> {
    private static final Schema SCHEMA = InferenceFeedback.getClassSchema();
    private static final Schema.Field ID = SCHEMA.getField("feedback_id");
    private static final Schema.Field KNOWN_AT = SCHEMA.getField("known_at");
    private static final Schema.Field KIND = SCHEMA.getField("kind");
    private static final Schema.Field NAME = SCHEMA.getField("name");
    private static final Schema.Field VALUE = SCHEMA.getField("value");
    private static final Schema.Field SOURCE = SCHEMA.getField("source");
    private static final Schema.Field TRACE = SCHEMA.getField("trace_id");
    private static final Schema.Field PRODUCER = SCHEMA.getField("producer");

    private final Sealing sealing;

    public FeedbackSealer(SealingSettings settings) {
        sealing = new Sealing(settings);
    }

    @Override
    public ArchivedFeedback seal(SourceRecord source) throws RejectedRecordException, IOException {
        Sealing.Sealed sealed = sealing.seal(source);
        String id = Objects.requireNonNull(text(sealed.get(ID)));
        if (id.isBlank())
            throw new RejectedRecordException(
                    RejectionReason.INVALID_FIELD, "field feedback_id is blank, expected at least 1 character");
        ArchivedFeedback row = new ArchivedFeedback();
        row.setFeedbackId(id);
        row.setInferenceId(sealed.inferenceId());
        row.setRegion(sealed.region());
        row.setSubjectKey(sealed.subjectKey());
        row.setKnownAt(instant(sealed.get(KNOWN_AT)));
        row.setStatus("ARCHIVED");
        row.setKind(Objects.requireNonNull(text(sealed.get(KIND))));
        row.setName(Objects.requireNonNull(text(sealed.get(NAME))));
        row.setValue((Double) sealed.get(VALUE));
        row.setSource(text(sealed.get(SOURCE)));
        row.setTraceId(text(sealed.get(TRACE)));
        row.setProducer(text(sealed.get(PRODUCER)));
        row.setSealed(sealed.sealed());
        row.setFeedbackTopic(source.topic());
        row.setFeedbackPartition(source.partition());
        row.setFeedbackOffset(source.offset());
        row.setFeedbackDigest(sealed.digest());
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
