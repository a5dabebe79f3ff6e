package dev.evenflow.archive.store;

import java.util.ArrayList;
import java.util.List;

/** Findings and notes as they come up. Keeps a bounded number, and counts all. */
final class Findings {
    static final int MOST = 1000;

    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long count;

    void add(Finding finding) {
        count++;
        if (findings.size() < MOST) {
            findings.add(finding);
        }
    }

    void note(String note) {
        if (notes.size() < MOST) {
            notes.add(note);
        }
    }

    List<Finding> findings() {
        return findings;
    }

    List<String> notes() {
        return notes;
    }

    long count() {
        return count;
    }
}
