package dev.evenflow.archive.store;

import java.util.List;

/**
 * What a verification has seen.
 *
 * @param head end of the chain, as SEQUENCE:HASH; empty for an empty chain
 * @param findings what is not as it must be; no more than the first {@link Findings#MOST}
 * @param found number of all findings
 * @param notes what a reader should know and is no fault
 */
public record VerificationReport(
        String archive,
        String head,
        long commits,
        long ranges,
        long files,
        long rows,
        long blobs,
        List<Finding> findings,
        long found,
        List<String> notes,
        double seconds) {
    public VerificationReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    public boolean passed() {
        return found == 0;
    }
}
