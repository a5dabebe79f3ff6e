package dev.evenflow.fraud.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.Priority;
import org.rocksdb.RocksDB;

class PromptFlushesTest {
    @Test
    void flushesOfAllEntitiesRunAtOnce() {
        RocksDB.loadLibrary();
        try (DBOptions database = new DBOptions();
                ColumnFamilyOptions column = new ColumnFamilyOptions()) {
            PromptFlushes factory = new PromptFlushes();
            assertThat(factory.createDBOptions(database, new ArrayList<>())).isSameAs(database);
            assertThat(Env.getDefault().getBackgroundThreads(Priority.HIGH)).isGreaterThanOrEqualTo(5);
            factory.createColumnOptions(column, new ArrayList<>());
            assertThat(column.level0FileNumCompactionTrigger()).isEqualTo(8);
        }
    }

    @Test
    void aJobUsesItUnlessItsClusterHasOneOfItsOwn() {
        StreamExecutionEnvironment plain = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        PromptFlushes.configure(plain);
        assertThat(plain.getConfiguration().get(RocksDBOptions.OPTIONS_FACTORY))
                .isEqualTo(PromptFlushes.class.getName());

        StreamExecutionEnvironment own = StreamExecutionEnvironment.getExecutionEnvironment(
                new Configuration().set(RocksDBOptions.OPTIONS_FACTORY, "com.example.Tuned"));
        PromptFlushes.configure(own);
        assertThat(own.getConfiguration().get(RocksDBOptions.OPTIONS_FACTORY)).isEqualTo("com.example.Tuned");
    }
}
