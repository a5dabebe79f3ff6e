package dev.evenflow.quality.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.quality.profile.FieldProfile;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.profile.RecordProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
    @TempDir
    Path dir;

    private static Baseline baseline() {
        Schema schema = SchemaBuilder.record("R")
                .fields()
                .requiredString("city")
                .optionalDouble("amount")
                .endRecord();
        ProfilePlan plan = ProfilePlan.of(schema, Set.of());
        RecordProfile profile = new RecordProfile();
        for (int i = 0; i < 3000; i++) {
            GenericData.Record record = new GenericData.Record(schema);
            record.put("city", i % 3 == 0 ? "Ulm" : "Köln");
            record.put("amount", i % 5 == 0 ? null : (Object) (i * 0.01));
            profile.add(plan, record);
        }
        return new Baseline("trips", "1.2.0", "file trips.csv", Instant.parse("2026-01-31T12:00:00Z"), profile);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Path file = dir.resolve("new/trips.json");
        baseline().write(file);
        Baseline read = Baseline.read(file);

        assertThat(read.dataset()).isEqualTo("trips");
        assertThat(read.contractVersion()).isEqualTo("1.2.0");
        assertThat(read.madeFrom()).isEqualTo("file trips.csv");
        assertThat(read.madeAt()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(read.profile().records()).isEqualTo(3000);
        FieldProfile amount = Objects.requireNonNull(read.profile().field("amount"));
        assertThat(amount.nulls()).isEqualTo(600);
        assertThat(amount.numbers().max()).isEqualTo(2999 * 0.01);
        assertThat(Files.readString(file)).contains("\"Köln\" : 2000").contains("\"records\" : 3000");
        try (var files = Files.list(file.getParent())) {
            assertThat(files.toList()).isEqualTo(List.of(file));
        }
    }

    @Test
    void whatIsWrongIsNamedWithItsKey() {
        String json = baseline().toJson();
        assertRefused(
                json.replace("evenflow-baseline", "x"), "a.json: format: expected \"evenflow-baseline\", found x");
        assertRefused(
                json.replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"), "formatVersion: expected 1, found 2");
        assertRefused(json.replace("\"dataset\"", "\"datset\""), "dataset: expected text, found nothing");
        assertRefused(json.replace("2026-01-31T12:00:00Z", "January"), "madeAt: expected an instant");
        assertRefused(json.replace("\"profile\" : \"AQ", "\"profile\" : \"AR"), "profileSha256: expected");
        assertRefused(json.substring(0, json.length() / 2), "a.json: no JSON");
        assertThatThrownBy(() -> Baseline.read(dir.resolve("none.json")))
                .hasMessageContaining("none.json: cannot be read");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> Baseline.parse("a.json", json))
                .isInstanceOf(BaselineException.class)
                .hasMessageContaining(message);
    }
}
