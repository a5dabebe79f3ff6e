package dev.evenflow.flink.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Events of one run as OpenLineage's JSON, one line each. Every event names all inputs and outputs; the first one and
 * the last one describe them. Causes of a failure are told by the names of their classes: messages may quote records.
 */
final class LineageEvents {
    private static final URI PRODUCER = URI.create("https://evenflow.dev/lineage");
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .setSerializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private static final int MOST_CAUSES = 8;

    private final OpenLineage lineage = new OpenLineage(PRODUCER);
    private final LineageRun run;
    private final UUID id;
    private final String flinkVersion;

    LineageEvents(LineageRun run, UUID id, String flinkVersion) {
        this.run = run;
        this.id = id;
        this.flinkVersion = flinkVersion;
    }

    /**
     * @param facts by name of dataset
     * @param whole whether datasets come with schema and columns
     */
    String event(
            EventType type, Instant at, Map<String, DatasetFacts> facts, boolean whole, @Nullable Throwable failure) {
        List<OpenLineage.InputDataset> inputs = new ArrayList<>();
        for (LineageDataset dataset : run.inputs()) {
            DatasetFacts known = facts.get(dataset.name());
            inputs.add(lineage.newInputDatasetBuilder()
                    .namespace(dataset.namespace())
                    .name(dataset.name())
                    .facets(facets(dataset, known, whole))
                    .inputFacets(
                            known == null || known.assertions().isEmpty()
                                    ? null
                                    : lineage.newInputDatasetInputFacetsBuilder()
                                            .dataQualityAssertions(assertions(known))
                                            .build())
                    .build());
        }
        List<OpenLineage.OutputDataset> outputs = new ArrayList<>();
        for (LineageDataset dataset : run.outputs())
            outputs.add(lineage.newOutputDatasetBuilder()
                    .namespace(dataset.namespace())
                    .name(dataset.name())
                    .facets(facets(dataset, facts.get(dataset.name()), whole))
                    .build());
        OpenLineage.RunEvent event = lineage.newRunEventBuilder()
                .eventTime(at.atZone(ZoneOffset.UTC))
                .eventType(type)
                .run(lineage.newRun(id, runFacets(failure)))
                .job(lineage.newJob(run.settings().namespace(), run.job(), jobFacets()))
                .inputs(inputs)
                .outputs(outputs)
                .build();
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of lineage has no JSON form: " + e.getOriginalMessage(), e);
        }
    }

    private OpenLineage.RunFacets runFacets(@Nullable Throwable failure) {
        var facets = lineage.newRunFacetsBuilder()
                .processing_engine(lineage.newProcessingEngineRunFacetBuilder()
                        .name("flink")
                        .version(flinkVersion)
                        .build());
        if (failure != null)
            facets.errorMessage(lineage.newErrorMessageRunFacetBuilder()
                    .message(causes(failure))
                    .programmingLanguage("JAVA")
                    .build());
        return facets.build();
    }

    static String causes(Throwable failure) {
        List<String> names = new ArrayList<>();
        for (Throwable each = failure; each != null && names.size() < MOST_CAUSES; each = each.getCause())
            names.add(each.getClass().getName());
        return String.join(", caused by ", names);
    }

    private OpenLineage.JobFacets jobFacets() {
        return lineage.newJobFacetsBuilder()
                .jobType(lineage.newJobTypeJobFacetBuilder()
                        .integration("EVENFLOW")
                        .jobType(run.kind())
                        .processingType(run.batch() ? "BATCH" : "STREAMING")
                        .build())
                .build();
    }

    private OpenLineage.DatasetFacets facets(LineageDataset dataset, @Nullable DatasetFacts known, boolean whole) {
        var facets = lineage.newDatasetFacetsBuilder();
        String version = known != null && known.version() != null ? known.version() : dataset.version();
        if (version != null) facets.version(lineage.newDatasetVersionDatasetFacet(version));
        if (!whole) return facets.build();
        if (dataset.schema() != null)
            facets.schema(lineage.newSchemaDatasetFacet(fields(new Schema.Parser().parse(dataset.schema()))));
        if (!dataset.columns().isEmpty()) facets.columnLineage(columns(dataset));
        return facets.build();
    }

    private List<OpenLineage.SchemaDatasetFacetFields> fields(Schema record) {
        List<OpenLineage.SchemaDatasetFacetFields> fields = new ArrayList<>();
        for (Schema.Field field : record.getFields())
            fields.add(lineage.newSchemaDatasetFacetFieldsBuilder()
                    .name(field.name())
                    .type(type(field.schema()))
                    .description(field.doc())
                    .build());
        return fields;
    }

    /** As {@code long}, {@code timestamp-millis}, or {@code string or null}. */
    private static String type(Schema schema) {
        if (schema.isUnion()) {
            List<String> branches = new ArrayList<>();
            for (Schema branch : schema.getTypes())
                if (branch.getType() != Schema.Type.NULL) branches.add(type(branch));
            if (branches.size() < schema.getTypes().size()) branches.add("null");
            return String.join(" or ", branches);
        }
        return schema.getLogicalType() != null
                ? schema.getLogicalType().getName()
                : schema.getType().getName();
    }

    private OpenLineage.ColumnLineageDatasetFacet columns(LineageDataset dataset) {
        var all = lineage.newColumnLineageDatasetFacetFieldsBuilder();
        dataset.columns().forEach((column, sources) -> {
            List<OpenLineage.InputField> fields = new ArrayList<>();
            for (LineageDataset.Field source : sources)
                fields.add(lineage.newInputFieldBuilder()
                        .namespace(source.namespace())
                        .name(source.dataset())
                        .field(source.field())
                        .build());
            all.put(
                    column,
                    lineage.newColumnLineageDatasetFacetFieldsAdditionalBuilder()
                            .inputFields(fields)
                            .build());
        });
        return lineage.newColumnLineageDatasetFacetBuilder().fields(all.build()).build();
    }

    private OpenLineage.DataQualityAssertionsDatasetFacet assertions(DatasetFacts known) {
        List<OpenLineage.DataQualityAssertionsDatasetFacetAssertions> all = new ArrayList<>();
        for (DatasetFacts.Assertion each : known.assertions())
            all.add(lineage.newDataQualityAssertionsDatasetFacetAssertionsBuilder()
                    .assertion(each.rule())
                    .column(each.column())
                    .success(each.success())
                    .severity(each.severity())
                    .expected(each.expected())
                    .actual(each.actual())
                    .build());
        return lineage.newDataQualityAssertionsDatasetFacet(all);
    }
}
