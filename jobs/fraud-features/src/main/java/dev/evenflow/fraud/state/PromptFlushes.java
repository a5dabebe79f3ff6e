package dev.evenflow.fraud.state;

import java.util.Collection;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.Priority;

/**
 * What Flink has no setting for: how a checkpoint gets its memtables flushed while processing stands still, and how much is compacted behind it.
 *
 * <p>All databases of a process share RocksDB's threads, and as it comes there is one for flushes: the entities' operators, which get
 * to a checkpoint at nearly the same time, waited for each other's files to be written and synced.
 */
public final class PromptFlushes implements RocksDBOptionsFactory {
    private static final long serialVersionUID = 1L;

    /** One for each entity of a chain, which mostly wait for the disk. */
    private static final int FLUSHES = 5;

    /**
     * A compaction of the newest files rewrites all of the level below them, as keys are spread over each. Twice as many
     * files as by default at once, so half as often; a read that has to look into them asks their filters first.
     */
    private static final int NEW_FILES = 8;

    /** For Flink. */
    public PromptFlushes() {}

    /** Makes a job's operators use it, unless its environment names a factory of its own. */
    public static void configure(StreamExecutionEnvironment environment) {
        if (environment
                .getConfiguration()
                .getOptional(RocksDBOptions.OPTIONS_FACTORY)
                .isPresent()) return;
        environment.configure(new Configuration().set(RocksDBOptions.OPTIONS_FACTORY, PromptFlushes.class.getName()));
    }

    @Override
    public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
        Env.getDefault().incBackgroundThreadsIfNeeded(FLUSHES, Priority.HIGH);
        return current;
    }

    @Override
    public ColumnFamilyOptions createColumnOptions(ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
        return current.setLevel0FileNumCompactionTrigger(NEW_FILES);
    }
}
