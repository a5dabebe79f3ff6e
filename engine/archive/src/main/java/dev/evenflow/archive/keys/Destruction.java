package dev.evenflow.archive.keys;

import java.util.List;

/**
 * What went with the key of a subject.
 *
 * @param keyName name of the destroyed key
 * @param destroyedBlobs addresses of the contents that nobody else needed: their keys are destroyed, their files are to be deleted
 * @param sharedBlobs how many contents remain because other subjects need them
 */
public record Destruction(String keyName, List<String> destroyedBlobs, int sharedBlobs) {
    public Destruction {
        destroyedBlobs = List.copyOf(destroyedBlobs);
    }
}
