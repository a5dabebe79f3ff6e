package dev.evenflow.inferencearchive;

import static dev.evenflow.inferencearchive.InferenceArchiveUids.*;

import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.flink.lineage.ReportLineageFactory;
import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.inferencearchive.codec.Tidings;
import dev.evenflow.inferencearchive.function.AttachVectors;
import dev.evenflow.inferencearchive.function.CommitArchive;
import dev.evenflow.inferencearchive.function.DropRepeatedFeedback;
import dev.evenflow.inferencearchive.function.JoinInferences;
import dev.evenflow.inferencearchive.function.SealRecords;
import dev.evenflow.inferencearchive.function.WriteRows;
import dev.evenflow.inferencearchive.seal.FeedbackSealer;
import dev.evenflow.inferencearchive.seal.RequestSealer;
import dev.evenflow.inferencearchive.seal.ResponseSealer;
import dev.evenflow.inferencearchive.seal.SealerFactory;
import dev.evenflow.inferencearchive.seal.SealingSettings;
import dev.evenflow.inferencearchive.seal.VectorSealer;
import dev.evenflow.operations.DeadLetter;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** The graph: records are sealed where they are read, joined by inference id, written, and committed with their ledger. */
public final class InferenceArchiveTopology {
    private static final TypeInformation<Tidings> TIDINGS = TypeInformation.of(Tidings.class);
    private static final TypeInformation<ArchivedInference> INFERENCE = new AvroTypeInfo<>(ArchivedInference.class);
    private static final TypeInformation<ArchivedFeedback> FEEDBACK = new AvroTypeInfo<>(ArchivedFeedback.class);

    private final InferenceArchiveConfig config;
    private final OutputTag<DeadLetter> rejectedTag = new OutputTag<>("rejected", new AvroTypeInfo<>(DeadLetter.class));
    private final OutputTag<Tidings> tidingsTag = new OutputTag<>("tidings", TIDINGS);

    /** Vectors are looked up, not archived: the ledger does not account for their topics. */
    private final OutputTag<Tidings> notTold = new OutputTag<>("vector-tidings", TIDINGS);

    public InferenceArchiveTopology(InferenceArchiveConfig config) {
        this.config = config;
    }

    public void build(Sources sources, Sinks sinks) {
        SealingSettings forRequests =
                sealing("request", InferenceRequest.getClassSchema().toString(), "inference-requests");
        SealingSettings forResponses =
                sealing("response", InferenceResponse.getClassSchema().toString(), "inference-responses");
        SealingSettings forFeedback =
                sealing("feedback", InferenceFeedback.getClassSchema().toString(), "inference-feedback");
        var requests =
                seal(sources.requests(), SEAL_REQUESTS, INFERENCE, tidingsTag, () -> new RequestSealer(forRequests));
        var responses = seal(
                sources.responses(), SEAL_RESPONSES, INFERENCE, tidingsTag, () -> new ResponseSealer(forResponses));
        var feedback =
                seal(sources.feedback(), SEAL_FEEDBACK, FEEDBACK, tidingsTag, () -> new FeedbackSealer(forFeedback));

        long rememberMs = config.remember().toMillis();
        SingleOutputStreamOperator<ArchivedInference> inferences = named(
                requests.union(responses)
                        .keyBy(ArchivedInference::getInferenceId, Types.STRING)
                        .process(new JoinInferences(config.joinWithin().toMillis(), rememberMs, tidingsTag))
                        .returns(INFERENCE),
                JOIN_INFERENCES);
        SingleOutputStreamOperator<ArchivedInference> vectors = null;
        SingleOutputStreamOperator<ArchivedInference> whole = inferences;
        if (sources.vectors() != null) {
            String subject = config.vectorSubject();
            String region = Objects.requireNonNull(config.vectorRegion());
            vectors = seal(
                    sources.vectors(),
                    SEAL_VECTORS,
                    INFERENCE,
                    notTold,
                    () -> new VectorSealer(forRequests, subject, region));
            whole = named(
                    inferences
                            .union(vectors)
                            .keyBy(AttachVectors::key, Types.STRING)
                            .process(new AttachVectors(config.joinWithin().toMillis()))
                            .returns(INFERENCE),
                    ATTACH_VECTORS);
        }
        SingleOutputStreamOperator<ArchivedFeedback> newFeedback = named(
                feedback.keyBy(ArchivedFeedback::getFeedbackId, Types.STRING)
                        .process(new DropRepeatedFeedback(rememberMs, tidingsTag))
                        .returns(FEEDBACK),
                DROP_REPEATED_FEEDBACK);

        SingleOutputStreamOperator<ArchiveCommit> commits = named(
                write(whole, WRITE_INFERENCES, ArchiveTable.INFERENCES, ArchivedInference::getRegion)
                        .union(
                                write(newFeedback, WRITE_FEEDBACK, ArchiveTable.FEEDBACK, ArchivedFeedback::getRegion),
                                requests.getSideOutput(tidingsTag),
                                responses.getSideOutput(tidingsTag),
                                feedback.getSideOutput(tidingsTag),
                                inferences.getSideOutput(tidingsTag),
                                newFeedback.getSideOutput(tidingsTag))
                        .global()
                        .transform(
                                COMMIT_ARCHIVE,
                                new AvroTypeInfo<>(ArchiveCommit.class),
                                new CommitArchive(config.archive()))
                        .forceNonParallel(),
                COMMIT_ARCHIVE);
        named(commits.sinkTo(sinks.commits()), WRITE_COMMITS);
        ReportLineageFactory.add(
                commits, InferenceArchiveLineage.of(config), new InferenceArchiveLineage.OfCommits(config.archive()));
        DataStream<DeadLetter> rejected = requests.getSideOutput(rejectedTag)
                .union(responses.getSideOutput(rejectedTag), feedback.getSideOutput(rejectedTag));
        if (vectors != null) rejected = rejected.union(vectors.getSideOutput(rejectedTag));
        named(rejected.sinkTo(sinks.rejected()), WRITE_DEAD_LETTERS);
    }

    private SealingSettings sealing(String part, String schema, String topicOfContract) {
        Contracts.Contract contract = Contracts.find(config.contracts(), topicOfContract);
        return new SealingSettings(
                part,
                schema,
                contract.file(),
                contract.text(),
                config.archive(),
                config.registry(),
                config.inlineLimit(),
                CACHED_KEYS);
    }

    /** Subjects whose keys a subtask keeps unwrapped; about 200 bytes each. */
    private static final int CACHED_KEYS = 100_000;

    private <R> SingleOutputStreamOperator<R> seal(
            DataStream<SourceRecord> source,
            String uid,
            TypeInformation<R> type,
            OutputTag<Tidings> tidings,
            SealerFactory<R> factory) {
        return named(source.transform(uid, type, new SealRecords<>(factory, rejectedTag, tidings)), uid);
    }

    private <R extends SpecificRecord> SingleOutputStreamOperator<Tidings> write(
            DataStream<R> rows, String uid, ArchiveTable table, WriteRows.RegionOf<R> region) {
        return named(
                rows.transform(uid, TIDINGS, new WriteRows<>(config.archive(), table, region, config.fileSize())), uid);
    }

    private static <T> SingleOutputStreamOperator<T> named(SingleOutputStreamOperator<T> operator, String uid) {
        return operator.name(uid).uid(uid);
    }

    private static void named(DataStreamSink<?> sink, String uid) {
        sink.name(uid).uid(uid);
    }
}
