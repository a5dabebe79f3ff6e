package dev.evenflow.quality.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class RecordProfileTest {
    private static final Schema TRIP = new Schema.Parser()
            .parse(
                    """
                    {"type":"record","name":"Trip","fields":[
                      {"name":"id","type":"string"},
                      {"name":"amount","type":["null",{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}]},
                      {"name":"distance","type":["null","double"]},
                      {"name":"passengers","type":"int"},
                      {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
                      {"name":"day","type":{"type":"int","logicalType":"date"}},
                      {"name":"flag","type":"boolean"},
                      {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["STREET","PHONE"]}},
                      {"name":"payload","type":["null","bytes"]},
                      {"name":"stops","type":{"type":"array","items":"string"}},
                      {"name":"tags","type":{"type":"map","values":"int"}},
                      {"name":"from","type":["null",{"type":"record","name":"Place","fields":[
                         {"name":"zone","type":"string"},{"name":"next","type":["null","Place"]}]}]},
                      {"name":"mixed","type":["null","int","string"]}]}
                    """);
    private static final Schema PLACE =
            TRIP.getField("from").schema().getTypes().get(1);

    static GenericData.Record trip(int i) {
        GenericData.Record trip = new GenericData.Record(TRIP);
        trip.put("id", new Utf8("trip-" + i));
        trip.put(
                "amount",
                i % 4 == 0
                        ? null
                        : ByteBuffer.wrap(
                                BigDecimal.valueOf(1000L + i, 2).unscaledValue().toByteArray()));
        trip.put("distance", i % 10 == 0 ? (Double) Double.NaN : (Double) (i / 10.0));
        trip.put("passengers", i % 3);
        trip.put("at", (1_700_000_000_000L + i * 1000L) * 1000);
        trip.put("day", 19_000 + i % 2);
        trip.put("flag", i % 2 == 0);
        trip.put("kind", new GenericData.EnumSymbol(TRIP.getField("kind").schema(), i % 5 == 0 ? "PHONE" : "STREET"));
        trip.put("payload", i % 2 == 0 ? null : ByteBuffer.wrap(new byte[i % 7]));
        trip.put("stops", List.of("a", "b").subList(0, i % 3));
        trip.put("tags", Map.of("a", 1));
        GenericData.Record place = new GenericData.Record(PLACE);
        place.put("zone", i % 2 == 0 ? "Köln" : "Ulm");
        trip.put("from", i % 8 == 0 ? null : place);
        trip.put("mixed", i % 2 == 0 ? (Object) i : "x");
        return trip;
    }

    static RecordProfile trips(int from, int to) {
        ProfilePlan plan = ProfilePlan.of(TRIP, Set.of());
        RecordProfile profile = new RecordProfile();
        for (int i = from; i < to; i++) {
            profile.add(plan, trip(i));
        }
        return profile;
    }

    static FieldProfile field(RecordProfile profile, String name) {
        return Objects.requireNonNull(profile.field(name), name);
    }

    @Test
    void everyKindOfFieldIsMeasured() {
        assertTrips(trips(0, 200));
    }

    @Test
    void bytesAndMergesKeepIt() {
        RecordProfile merged = new RecordProfile();
        for (int from = 0; from < 200; from += 40) {
            merged.merge(RecordProfile.fromBytes(trips(from, from + 40).toBytes()));
        }
        assertTrips(merged);
        assertTrips(RecordProfile.fromBytes(merged.toBytes()));
    }

    /** A state or a baseline that was written once is read for ever. */
    @Test
    void whatVersionOneWroteIsRead() throws IOException {
        try (InputStream golden = RecordProfileTest.class.getResourceAsStream("record-profile-v1.bin")) {
            assertTrips(RecordProfile.fromBytes(
                    Objects.requireNonNull(golden, "record-profile-v1.bin").readAllBytes()));
        }
        // with the sketches behind it, which this many records open
        try (InputStream golden = RecordProfileTest.class.getResourceAsStream("record-profile-v1-sketches.bin")) {
            RecordProfile read =
                    RecordProfile.fromBytes(Objects.requireNonNull(golden, "record-profile-v1-sketches.bin")
                            .readAllBytes());
            assertThat(read.records()).isEqualTo(1200);
            assertThat(field(read, "id").distinct()).isCloseTo(1200, within(60.0));
            assertThat(field(read, "amount").numbers().exact()).isFalse();
            assertThat(field(read, "amount").numbers().quantile(0.5)).isCloseTo(16, within(0.5));
            assertThat(field(read, "amount").numbers().sum()).isCloseTo(14_400, within(1e-6));
            assertThat(field(read, "kind").topValues()).containsExactly(entry("STREET", 960L), entry("PHONE", 240L));
        }
    }

    private static void assertTrips(RecordProfile profile) {
        assertThat(profile.records()).isEqualTo(200);
        assertThat(profile.fields().keySet())
                .containsExactly(
                        "id",
                        "amount",
                        "distance",
                        "passengers",
                        "at",
                        "day",
                        "flag",
                        "kind",
                        "payload",
                        "stops",
                        "tags",
                        "from.zone",
                        "mixed");
        assertThat(field(profile, "id").kind()).isEqualTo(FieldKind.TEXT);
        assertThat(field(profile, "id").distinct()).isEqualTo(200);
        assertThat(field(profile, "id").numbers().max()).isEqualTo(8);

        FieldProfile amount = field(profile, "amount");
        assertThat(amount.kind()).isEqualTo(FieldKind.NUMBER);
        assertThat(amount.nulls()).isEqualTo(50);
        assertThat(amount.count()).isEqualTo(150);
        assertThat(amount.numbers().min()).isEqualTo(10.01);
        assertThat(amount.numbers().max()).isEqualTo(11.99);
        assertThat(amount.topValues()).hasSize(150).containsEntry("10.01", 1L);

        FieldProfile distance = field(profile, "distance");
        assertThat(distance.count()).isEqualTo(200);
        assertThat(distance.nans()).isEqualTo(20);
        assertThat(distance.numbers().count()).isEqualTo(180);
        assertThat(distance.numbers().exact()).isTrue();

        assertThat(field(profile, "passengers").topValues())
                .containsExactly(entry("0", 67L), entry("1", 67L), entry("2", 66L));
        assertThat(field(profile, "at").kind()).isEqualTo(FieldKind.TIME);
        assertThat(field(profile, "at").numbers().max()).isEqualTo(1_700_000_199_000.0);
        assertThat(field(profile, "at").distinct()).isNaN();
        assertThat(field(profile, "day").numbers().min()).isEqualTo(19_000 * 86_400_000.0);
        assertThat(field(profile, "flag").numbers().mean()).isEqualTo(0.5);
        assertThat(field(profile, "flag").topValues()).containsExactly(entry("false", 100L), entry("true", 100L));
        assertThat(field(profile, "kind").topValues()).containsExactly(entry("STREET", 160L), entry("PHONE", 40L));
        assertThat(field(profile, "kind").topValuesExact()).isTrue();
        assertThat(field(profile, "payload").nulls()).isEqualTo(100);
        assertThat(field(profile, "payload").numbers().max()).isEqualTo(6);
        assertThat(field(profile, "payload").topValues()).isEmpty();
        assertThat(field(profile, "stops").numbers().max()).isEqualTo(2);
        assertThat(field(profile, "tags").numbers().min()).isEqualTo(1);
        assertThat(field(profile, "from.zone").nulls()).isEqualTo(25);
        assertThat(field(profile, "from.zone").topValues()).containsExactly(entry("Ulm", 100L), entry("Köln", 75L));
        assertThat(field(profile, "from.zone").numbers().max()).isEqualTo(4);
        assertThat(field(profile, "mixed").kind()).isEqualTo(FieldKind.TEXT);
        assertThat(field(profile, "mixed").topValues()).containsEntry("x", 100L).containsEntry("198", 1L);
    }

    @Test
    void logicalTypesGiveTheSame() {
        GenericData.Record record = trip(1);
        record.put("amount", new BigDecimal("10.01"));
        record.put("at", Instant.ofEpochMilli(1_700_000_001_000L));
        record.put("day", java.time.LocalDate.ofEpochDay(19_001));
        RecordProfile profile = new RecordProfile();
        profile.add(ProfilePlan.of(TRIP, Set.of()), record);
        profile.add(ProfilePlan.of(TRIP, Set.of()), trip(1));

        for (String name : List.of("amount", "at", "day")) {
            assertThat(field(profile, name).numbers().min())
                    .as(name)
                    .isEqualTo(field(profile, name).numbers().max());
        }
        assertThat(field(profile, "amount").topValues()).containsExactly(entry("10.01", 2L));
    }

    @Test
    void whatIsSkippedIsNotThereAndWhatIsWithheldIsCountedOnly() {
        ProfilePlan plan = ProfilePlan.of(TRIP, Set.of("payload", "from"), Set.of("kind"));
        RecordProfile profile = new RecordProfile();
        for (int i = 0; i < 20; i++) {
            profile.add(plan, trip(i));
        }
        assertThat(profile.fields())
                .doesNotContainKeys("payload", "from", "from.zone")
                .containsKey("id");
        assertThat(field(profile, "kind").distinct()).isEqualTo(2);
        assertThat(field(profile, "kind").topValues()).isEmpty();
        assertThat(field(profile, "kind").topValuesExact()).isFalse();
        assertThat(new String(profile.toBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("STREET");
    }

    @Test
    void aFieldMayComeGoAndChangeItsType() {
        Schema first = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}");
        Schema second = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"b\",\"type\":\"int\"},{\"name\":\"a\",\"type\":\"string\"}]}");
        RecordProfile profile = new RecordProfile();
        GenericData.Record old = new GenericData.Record(first);
        old.put("a", 5);
        GenericData.Record young = new GenericData.Record(second);
        young.put("b", 6);
        young.put("a", "x");
        profile.add(ProfilePlan.of(first, Set.of()), old);
        profile.add(ProfilePlan.of(second, Set.of()), young);
        profile.add(ProfilePlan.of(second, Set.of()), young);
        RecordProfile read = RecordProfile.fromBytes(profile.toBytes());

        assertThat(read.records()).isEqualTo(3);
        assertThat(field(read, "a").kind()).isEqualTo(FieldKind.TEXT);
        assertThat(field(read, "a").topValues()).containsExactly(entry("x", 2L));
        assertThat(field(read, "b").count()).isEqualTo(2);
        assertThat(read.field("c")).isNull();
    }

    @Test
    void bytesOfAnUnknownVersionAreRefused() {
        byte[] bytes = trips(0, 3).toBytes();
        bytes[0] = 7;
        assertThatThrownBy(() -> RecordProfile.fromBytes(bytes))
                .hasMessageContaining("version 7")
                .hasMessageContaining("expected 1");
    }
}
