package dev.evenflow.quality.baseline;

import dev.evenflow.quality.profile.RecordProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * What a data set looked like that others are compared with, usually a training set. Its file is JSON: a summary of each field for
 * people, and the sketches, which alone are read back. Not for several threads, as the profile is not.
 *
 * @param dataset whose profile it is, as its contract calls it
 * @param contractVersion of that contract; "" if there was none
 * @param madeFrom files or topic and offsets, in words
 * @param madeAt when
 */
public record Baseline(String dataset, String contractVersion, String madeFrom, Instant madeAt, RecordProfile profile) {

    /** @throws BaselineException names the file, the key and what was expected */
    public static Baseline read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new BaselineException("baseline " + file + ": cannot be read: " + e, e);
        }
    }

    /** @param file for the messages only */
    public static Baseline parse(String file, String json) {
        return BaselineJson.parse(file, json);
    }

    /** All or nothing: a file that was there stays as it was until the new one is whole. */
    public void write(Path file) {
        Path whole = file.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        try {
            Files.createDirectories(whole.getParent());
            Files.writeString(part, toJson());
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BaselineException("baseline " + file + ": cannot be written: " + e, e);
        }
    }

    public String toJson() {
        return BaselineJson.write(this);
    }
}
