package dev.evenflow.archive.store.operation;

import java.util.List;
import java.util.Map;

/**
 * What was erased in one place.
 *
 * @param subjectKeys names of the destroyed keys
 * @param rows rows that those keys sealed, by table
 * @param destroyedBlobs addresses of contents that nobody else needed: key destroyed, file deleted
 * @param sharedBlobs contents that stay because others need them; counted once for each subject that did
 */
public record PlaceErasure(
        String place, List<String> subjectKeys, Map<String, Long> rows, List<String> destroyedBlobs, long sharedBlobs) {
    public PlaceErasure {
        subjectKeys = List.copyOf(subjectKeys);
        rows = Map.copyOf(rows);
        destroyedBlobs = List.copyOf(destroyedBlobs);
    }
}
