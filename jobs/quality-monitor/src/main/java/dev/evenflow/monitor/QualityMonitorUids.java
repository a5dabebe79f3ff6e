package dev.evenflow.monitor;

/** Ids of the operators, which are their names. State is found again by them: never change one. */
final class QualityMonitorUids {
    static final String READ_TOPICS = "read-topics";
    static final String CHECK_RECORDS = "check-records";
    static final String MATCH_RECORDS = "match-records";
    static final String COMPARE_VECTORS = "compare-vectors";
    static final String COVER_LEDGER = "cover-ledger";
    static final String JUDGE_WINDOWS = "judge-windows";
    static final String RAISE_INCIDENTS = "raise-incidents";
    static final String WRITE_SCORES = "write-scores";
    static final String WRITE_INCIDENTS = "write-incidents";
    static final String WRITE_QUARANTINE = "write-quarantine";
    static final String WRITE_PASSED = "write-passed";

    private QualityMonitorUids() {}
}
