package dev.evenflow.features.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.features.spec.SpecException;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** The vector's schema, how it evolves, and how rows become vectors. */
class VectorSchemaTest {
    private static final String MORE = SemanticHashTest.SET
            .replace("windows: [1d, 7d]", "windows: [1h, 1d, 7d]")
            .replace(
                    "  - entity: terminal\n",
                    "      - {feature: country, aggregate: previous, field: merchant_country}\n"
                            + "  - entity: device\n    key: device_id\n    features:\n"
                            + "      - {feature: device_count, aggregate: count, window: 10m}\n"
                            + "  - entity: terminal\n")
            .replace("calendar:\n", "calendar:\n  - {feature: hour, calendar: hour_of_day}\n");

    private static FeaturePlan plan(String yaml) throws SpecException {
        FeatureSetSpec spec = SemanticHashTest.parse(yaml);
        return FeaturePlan.compile(spec, Transaction.getClassSchema(), FraudLabel.getClassSchema());
    }

    @Test
    void identityComesFirstThenFeaturesInDeclaredOrder() throws SpecException {
        Schema schema = plan(SemanticHashTest.SET).vectorSchema();

        assertThat(schema.getFullName()).isEqualTo("dev.evenflow.features.CardsFeatures");
        assertThat(schema.getFields().stream().map(Schema.Field::name))
                .containsExactly(
                        "transaction_id",
                        "event_time",
                        "customer_id",
                        "terminal_id",
                        "emission",
                        "feature_set_version",
                        "spent_1d",
                        "spent_7d",
                        "mean",
                        "risk",
                        "cards",
                        "weekend",
                        "night",
                        "ratio",
                        "high");
        assertThat(schema.getField("event_time").schema().getLogicalType().getName())
                .isEqualTo("timestamp-millis");
        assertThat(schema.getField("emission").schema().getEnumSymbols())
                .containsExactly("UNKNOWN", "SERVED", "SETTLED", "CORRECTION");
        assertThat(VectorSchema.recordName("card-fraud")).isEqualTo("CardFraudFeatures");
    }

    @Test
    void featuresAreNullableOfTheirAggregatesType() throws SpecException {
        Schema schema = plan(MORE).vectorSchema();

        List<String> types = new ArrayList<>();
        for (String name : List.of("spent_1d", "country", "device_count", "risk", "cards", "night", "ratio", "high")) {
            Schema.Field field = schema.getField(name);
            assertThat(field.hasDefaultValue()).as(name).isTrue();
            assertThat(field.schema().getTypes().get(0).getType()).isEqualTo(Schema.Type.NULL);
            types.add(field.schema().getTypes().get(1).getName());
        }
        assertThat(types).containsExactly("double", "string", "long", "double", "long", "long", "double", "boolean");
    }

    @Test
    void docsSayWhatAFeatureIs() throws SpecException {
        Schema schema = plan(SemanticHashTest.SET).vectorSchema();

        assertThat(schema.getField("risk").doc())
                .isEqualTo("rate, labelled is_fraud, by terminal_id, over 7d that end 7d before the event; window exact"
                        + " to the millisecond.");
        assertThat(schema.getField("mean").doc())
                .isEqualTo("Northernmost. max of latitude, where amount > 1.0, by customer_id, over 1d; window exact to"
                        + " the millisecond.");
        assertThat(schema.getField("spent_7d").doc()).contains("over 7d", "without the event itself");
        assertThat(schema.getField("cards").doc()).contains("exact up to 64 values");
        assertThat(schema.getField("night").doc()).contains("night in Z");
        assertThat(schema.getField("ratio").doc()).isEqualTo("Derived: amount / spent_7d");
    }

    /** Adding and removing features, windows, and whole entities: every version reads every other. */
    @Test
    void versionsReadEachOther() throws SpecException {
        String fewer = SemanticHashTest.SET.replaceAll("(?m)^.*feature: (mean|high|weekend).*\n", "");
        List<Schema> versions = List.of(
                plan(SemanticHashTest.SET).vectorSchema(),
                plan(MORE).vectorSchema(),
                plan(fewer).vectorSchema());
        for (Schema reader : versions)
            for (Schema writer : versions)
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @Test
    void aRowBecomesAVector() throws SpecException {
        FeaturePlan plan = plan(MORE);
        FeatureRow row = new FeatureRow(plan.layout());
        row.setId("t1");
        row.time = 1_700_000_000_000L;
        row.setText(plan.layout().slot("customer_id"), "c1");
        row.setDouble(plan.layout().slot("spent_1d"), 2.5);
        row.setLong(plan.layout().slot("device_count"), 3);
        row.setBoolean(plan.layout().slot("high"), true);
        row.setText(plan.layout().slot("country"), "FR");

        GenericRecord vector = plan.toVector(row, "SETTLED");

        assertThat(GenericData.get().validate(plan.vectorSchema(), vector)).isTrue();
        assertThat(vector.get("transaction_id")).isEqualTo("t1");
        assertThat(vector.get("event_time")).isEqualTo(1_700_000_000_000L);
        assertThat(vector.get("customer_id")).isEqualTo("c1");
        assertThat(vector.get("emission")).hasToString("SETTLED");
        assertThat(vector.get("feature_set_version")).isEqualTo(plan.version());
        assertThat(vector.get("spent_1d")).isEqualTo(2.5);
        assertThat(vector.get("device_count")).isEqualTo(3L);
        assertThat(vector.get("high")).isEqualTo(true);
        assertThat(vector.get("country")).isEqualTo("FR");
        for (String name : List.of("terminal_id", "spent_7d", "risk", "night"))
            assertThat(vector.get(name)).isNull();
        assertThatThrownBy(() -> plan.toVector(row, "GUESSED"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GUESSED")
                .hasMessageContaining("SERVED");
    }

    @Test
    void everySlotOfAFeatureHasItsField() throws SpecException {
        FeaturePlan plan = plan(MORE);
        assertThat(plan.featureSlots().stream().map(Slot::name))
                .allSatisfy(
                        name -> assertThat(plan.vectorSchema().getField(name)).isNotNull());
    }
}
