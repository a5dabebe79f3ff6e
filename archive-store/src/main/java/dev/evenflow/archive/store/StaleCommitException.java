package dev.evenflow.archive.store;

/** A commit does not follow the chain's last one: its writer has forgotten commits, or is not the only writer. */
public final class StaleCommitException extends ArchiveStoreException {
    private static final long serialVersionUID = 1L;

    private StaleCommitException(String message) {
        super(message);
    }

    /** @param done number of the last data commit of the chain */
    static void check(String archive, long number, long done) {
        if (number < done) {
            throw new StaleCommitException(
                    "the archive " + archive + " has data commit " + done + " already, and " + number
                            + " is to be committed: the job was restored from a state that is older than the archive, or two jobs write to it");
        }
        if (number > done + 1) {
            throw new StaleCommitException("the archive " + archive + " ends with data commit " + done + ", and "
                    + number + " is to be committed: the commits in between are missing; expected " + (done + 1));
        }
    }

    /** The table has a commit of that number or later, the chain has not, and it is not the one that is to be committed. */
    static StaleCommitException other(String archive, String table, long number, long held) {
        return new StaleCommitException(
                "the table " + table + " of the archive " + archive + " has a data commit " + held
                        + " that the chain does not know, and another commit " + number
                        + " is to be made: a job died between the two, and this one was restored from an older state; withdraw it first: ./evenflow archive rollback --to-commit "
                        + (number - 1));
    }
}
