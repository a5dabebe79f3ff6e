package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the features of a row are: rows of different layouts do not belong in one training set.
 *
 * @param names in the order of the values
 */
record FeatureLayout(@Nullable String featureSet, @Nullable String version, List<String> names) {
    static final Comparator<FeatureLayout> ORDER =
            Comparator.comparing(FeatureLayout::toString).thenComparing(layout -> layout.namesDigest());

    FeatureLayout {
        names = List.copyOf(names);
    }

    /** SHA-256 of the names, each followed by a line feed. */
    String namesDigest() {
        StringBuilder text = new StringBuilder();
        names.forEach(name -> text.append(name).append('\n'));
        return Digests.hex(Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return (featureSet == null ? "without a feature set" : featureSet)
                + (version == null ? "" : " version " + version)
                + " with " + names.size() + " features";
    }
}
