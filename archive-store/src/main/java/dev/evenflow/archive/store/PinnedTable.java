package dev.evenflow.archive.store;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table as it is at one moment: a transaction on it succeeds only if nobody changed the table since, compare-and-swap.
 *
 * <p>Iceberg's own transactions move onto whatever the table has become, which is right for appends and wrong for a decision
 * that was made on what the table said.
 */
public final class PinnedTable {
    private static final int ATTEMPTS = 50;

    private PinnedTable() {}

    /** What to do with the table as it is now: false for nothing. */
    public interface Change {
        boolean prepare(Table now, Transaction transaction);
    }

    /**
     * Prepares the change on the newest state of the table, again and again until nobody came in between.
     *
     * @return whether there was something to do
     */
    public static boolean commit(Table table, Change change) {
        for (int attempt = 1; ; attempt++) {
            table.refresh();
            Table now = new BaseTable(new Operations(((HasTableOperations) table).operations()), table.name());
            Transaction transaction = now.newTransaction();
            if (!change.prepare(now, transaction)) {
                return false;
            }
            try {
                transaction.commitTransaction();
                table.refresh();
                return true;
            } catch (ChangedMeanwhileException | CommitStateUnknownException e) {
                // the next look at the table tells whether it was done after all
                if (attempt == ATTEMPTS) {
                    throw new ArchiveStoreException(
                            "the table " + table.name() + " was changed by others in each of " + ATTEMPTS
                                    + " attempts to commit to it; nothing was committed",
                            e);
                }
                pause(attempt, table.name());
            }
        }
    }

    private static void pause(int attempt, String table) {
        try {
            Thread.sleep(Math.min(500, 5L << Math.min(attempt, 7))
                    + (Thread.currentThread().getId() * 7 + System.nanoTime()) % 20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArchiveStoreException("interrupted while committing to " + table, e);
        }
    }

    /** For the files of the transaction, which Iceberg then deletes. */
    private static final class ChangedMeanwhileException extends RuntimeException implements CleanableFailure {
        private static final long serialVersionUID = 1L;

        ChangedMeanwhileException(Throwable cause) {
            super(cause);
        }
    }

    private static final class Operations implements TableOperations {
        private final TableOperations operations;
        private final TableMetadata pinned;
        private boolean committed;

        Operations(TableOperations operations) {
            this.operations = operations;
            this.pinned = operations.current();
        }

        @Override
        public TableMetadata current() {
            return committed ? operations.current() : pinned;
        }

        @Override
        public TableMetadata refresh() {
            return committed ? operations.refresh() : pinned;
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            try {
                operations.commit(base, metadata);
                committed = true;
            } catch (CommitFailedException e) {
                throw new ChangedMeanwhileException(e);
            }
        }

        @Override
        public FileIO io() {
            return operations.io();
        }

        @Override
        public EncryptionManager encryption() {
            return operations.encryption();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return operations.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return operations.locationProvider();
        }

        @Override
        public TableOperations temp(TableMetadata uncommitted) {
            return operations.temp(uncommitted);
        }

        @Override
        public long newSnapshotId() {
            return operations.newSnapshotId();
        }

        @Override
        public boolean requireStrictCleanup() {
            return operations.requireStrictCleanup();
        }
    }
}
