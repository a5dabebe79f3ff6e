package dev.evenflow.benchmarks;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.PlaceConfig;
import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inferencearchive.InferenceArchiveConfig;
import dev.evenflow.inferencearchive.InferenceArchiveTopology;
import dev.evenflow.inferencearchive.Sinks;
import dev.evenflow.inferencearchive.Sources;
import dev.evenflow.inferencearchive.codec.Tidings;
import dev.evenflow.inferencearchive.function.CommitArchive;
import dev.evenflow.inferencearchive.function.JoinInferences;
import dev.evenflow.inferencearchive.function.WriteRows;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.OutputTag;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jspecify.annotations.Nullable;

/** The graphs that are compared, over the same records and into tables of the same definition. */
final class ArchiveSinkTopologies {
    private static final TypeInformation<ArchivedInference> ROW = new AvroTypeInfo<>(ArchivedInference.class);
    private static final TypeInformation<Tidings> TIDINGS = TypeInformation.of(Tidings.class);
    private static final OutputTag<Tidings> TIDINGS_TAG = new OutputTag<>("tidings", TIDINGS);
    private static final long FILE_SIZE = 128L << 20;

    private final InferenceArchiveConfig job;
    private final int count;

    /** @param archiveFile of an archive that is still empty */
    ArchiveSinkTopologies(String archiveFile, RegistryConnection registry, int count) {
        this.job = InferenceArchiveConfig.of(
                new String[] {"--archive", archiveFile, "--kafka.bootstrap", "none:1", "--registry.url", registry.url()
                },
                Map.of());
        this.count = count;
    }

    ArchiveConfig archive() {
        return job.archive();
    }

    /** Rows made and dropped: what the others spend before they begin. */
    void rowsAlone(StreamExecutionEnvironment environment) {
        readyRows(environment).sinkTo(new DiscardingSink<>());
    }

    void plainWrite(StreamExecutionEnvironment environment) {
        plainSink(readyRows(environment));
    }

    void archiveWrite(StreamExecutionEnvironment environment) {
        SingleOutputStreamOperator<ArchivedInference> rows = readyRows(environment);
        rows.transform(
                        "write-inferences",
                        TIDINGS,
                        new WriteRows<>(
                                job.archive(), ArchiveTable.INFERENCES, ArchivedInference::getRegion, FILE_SIZE))
                .union(rows.getSideOutput(TIDINGS_TAG))
                .global()
                .transform("commit-archive", new AvroTypeInfo<>(ArchiveCommit.class), new CommitArchive(job.archive()))
                .forceNonParallel()
                .sinkTo(new DiscardingSink<>());
    }

    /** The job's own graph, with sources in memory. */
    void archiveWhole(StreamExecutionEnvironment environment) {
        DataStream<SourceRecord> noFeedback = environment
                .fromSequence(0, 0)
                .filter(number -> false)
                .map(number -> new SourceRecord("", 0, number, 0, null, null))
                .returns(TypeInformation.of(SourceRecord.class));
        new InferenceArchiveTopology(job)
                .build(
                        new Sources(
                                Feed.records(environment, count, InferenceRecords.REQUESTS),
                                Feed.records(environment, count, InferenceRecords.RESPONSES),
                                noFeedback,
                                null),
                        new Sinks(new DiscardingSink<>(), new DiscardingSink<>()));
    }

    void plainWhole(StreamExecutionEnvironment environment) {
        plainSink(halves(environment, InferenceRecords.REQUESTS)
                .union(halves(environment, InferenceRecords.RESPONSES))
                .keyBy(ArchivedInference::getInferenceId, Types.STRING)
                .process(new JoinInferences(
                        job.joinWithin().toMillis(), job.remember().toMillis(), TIDINGS_TAG))
                .returns(ROW));
    }

    private SingleOutputStreamOperator<ArchivedInference> readyRows(StreamExecutionEnvironment environment) {
        return Feed.numbers(environment, count, "read-rows").transform("ready-rows", ROW, new ReadyRows(TIDINGS_TAG));
    }

    private DataStream<ArchivedInference> halves(StreamExecutionEnvironment environment, String topic) {
        return Feed.records(environment, count, topic)
                .map(new MakeHalves(job.registry()))
                .returns(ROW);
    }

    private void plainSink(DataStream<ArchivedInference> rows) {
        PlaceConfig place = job.archive().places().get(0);
        TableIdentifier name = TableIdentifier.of(place.namespace(), ArchiveTable.INFERENCES.table());
        CatalogLoader catalog = CatalogLoader.custom(
                job.archive().archive(),
                place.catalog().values(),
                new Configuration(false),
                JdbcCatalog.class.getName());
        Table table;
        try (Archive archive = Archive.open(job.archive())) {
            table = archive.place(place.place()).inferences();
        }
        DataStream<RowData> rowData =
                rows.map(RowDataRows::of).returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema())));
        IcebergSink.forRowData(rowData)
                .tableLoader(TableLoader.fromCatalog(catalog, name))
                .distributionMode(DistributionMode.NONE)
                .append();
    }

    private static final class MakeHalves extends RichMapFunction<SourceRecord, ArchivedInference> {
        private static final long serialVersionUID = 1L;

        private final RegistryConnection registry;
        private transient @Nullable PlainHalves halves;

        MakeHalves(RegistryConnection registry) {
            this.registry = registry;
        }

        @Override
        public void open(OpenContext context) {
            halves = new PlainHalves(registry.client());
        }

        @Override
        public ArchivedInference map(SourceRecord record) throws Exception {
            return Objects.requireNonNull(halves).of(record);
        }
    }
}
