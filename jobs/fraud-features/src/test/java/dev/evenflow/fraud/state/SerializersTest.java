package dev.evenflow.fraud.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.features.kernel.ChunkStore;
import dev.evenflow.features.kernel.EntityKernel;
import dev.evenflow.features.kernel.EntityState;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.RandomPayments;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** State is a published form: what earlier builds wrote is in src/test/resources/state and is read by each build. */
class SerializersTest {
    private static final Path GOLDEN = Path.of("src/test/resources/state");
    private static final FeatureSet SET = TestFeatureSets.HANDBOOK;

    private static FeatureRow row() throws Exception {
        Transaction transaction = new RandomPayments(5, 1, Duration.ofDays(1)).transactions.get(0);
        FeatureRow row = SET.plan().readEvent(transaction);
        row.sourcePartition = 3;
        row.sourceOffset = 1L << 40;
        return row;
    }

    private static EntityState state() throws Exception {
        EntityKernel kernel = SET.plan().entity("customer").kernel(0);
        EntityState state = kernel.newState();
        Map<Long, byte[]> chunks = new HashMap<>();
        ChunkStore store = new ChunkStore() {
            @Override
            public byte[] get(long number) {
                return chunks.get(number);
            }

            @Override
            public void put(long number, byte[] chunk) {
                chunks.put(number, chunk);
            }

            @Override
            public void remove(long number) {
                chunks.remove(number);
            }
        };
        for (int i = 0; i < 200; i++) {
            FeatureRow row = row();
            row.setId("tx-" + i);
            row.time += i * 3_600_000L;
            kernel.addEvent(state, store, row, null);
        }
        return state;
    }

    private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }

    private static <T> byte[] snapshot(TypeSerializer<T> serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        return out.getCopyOfBuffer();
    }

    private static <T> TypeSerializerSnapshot<T> restored(byte[] bytes) throws IOException {
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(bytes), SerializersTest.class.getClassLoader());
    }

    /** Compares with the file; {@code -Dgolden.write=true} makes it, for a new state with a name of its own. */
    private static void golden(String name, byte[] bytes) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.write(file, bytes);
        }
        assertThat(bytes)
                .as("form of %s: a change needs a new state name and a migration", name)
                .isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void rowsKeepTheirForm() throws Exception {
        FeatureRowSerializer serializer = new FeatureRowSerializer(SET);
        byte[] bytes = bytes(serializer, row());
        golden("feature-row-v2.bin", bytes);
        assertThat(serializer.deserialize(new DataInputDeserializer(bytes))).isEqualTo(row());
    }

    @Test
    void entityStatesKeepTheirForm() throws Exception {
        EntityStateSerializer serializer = new EntityStateSerializer(SET, "customer", 0);
        byte[] bytes = bytes(serializer, state());
        golden("entity-header-v2.bin", bytes);
        assertThat(bytes(serializer, serializer.deserialize(new DataInputDeserializer(bytes))))
                .isEqualTo(bytes);
        assertThat(bytes(serializer, serializer.copy(state()))).isEqualTo(bytes);
    }

    @Test
    void aSnapshotRestoresASerializerThatReadsTheState() throws Exception {
        EntityStateSerializer serializer = new EntityStateSerializer(SET, "customer", 0);
        byte[] snapshot = snapshot(serializer);
        TypeSerializerSnapshot<EntityState> before = restored(snapshot);
        assertThat(before.restoreSerializer()).isEqualTo(serializer);
        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(before)
                        .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void stateOfAnotherFeatureSetIsRefusedByName() throws Exception {
        TypeSerializerSnapshot<FeatureRow> before = restored(snapshot(new FeatureRowSerializer(SET)));
        assertThatThrownBy(() -> new FeatureRowSerializer(TestFeatureSets.CARD_FRAUD)
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(before))
                .hasMessageContaining("'handbook' version " + SET.plan().version())
                .hasMessageContaining("'card-fraud' version "
                        + TestFeatureSets.CARD_FRAUD.plan().version());
    }
}
