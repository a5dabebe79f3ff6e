package dev.evenflow.features.vector;

import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names the version of a feature set by what decides its values: two sets have the same hash if and only if they declare
 * the same computations. Documentation, line numbers and the order of features do not count; the order of entities does
 * not either, as it changes no value.
 */
public final class SemanticHash {
    private SemanticHash() {}

    /** The first 16 hexadecimal digits of the SHA-256 of the canonical form. */
    public static String of(FeatureSetSpec spec) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(canonical(spec).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String canonical(FeatureSetSpec spec) {
        List<String> lines = new ArrayList<>();
        for (EntitySpec entity : spec.entities()) {
            lines.add(line("entity", entity.name(), entity.key(), entity.idleTtlMs()));
            for (FeatureSpec f : entity.features())
                lines.add(line(
                        "feature",
                        entity.name(),
                        f.name(),
                        f.aggregate(),
                        f.field(),
                        f.scale(),
                        f.windowMs(),
                        f.delayMs(),
                        f.where(),
                        f.label(),
                        f.includeCurrent(),
                        f.cap(),
                        f.empty()));
        }
        for (FeatureSetSpec.ChangelogSpec changelog : spec.changelogs()) {
            lines.add(line("changelog", changelog.name(), changelog.schema(), changelog.key()));
            changelog
                    .attributes()
                    .forEach(a -> lines.add(line("attribute", changelog.name(), a.name(), a.attribute(), a.type())));
        }
        spec.calendar()
                .forEach(c ->
                        lines.add(line("calendar", c.name(), c.calendar(), c.fromHour(), c.toHour(), spec.timeZone())));
        spec.derived().forEach(d -> lines.add(line("derived", d.name(), d.type(), d.expression())));
        Collections.sort(lines);
        lines.add(0, line("set", spec.name(), spec.source(), ordered(spec.labels())));
        return String.join("\n", lines);
    }

    /** Which flags there are counts, not in which order they are listed. */
    private static FeatureSetSpec.@Nullable Labels ordered(FeatureSetSpec.@Nullable Labels labels) {
        if (labels == null) return null;
        return new FeatureSetSpec.Labels(
                labels.schema(),
                labels.id(),
                labels.time(),
                labels.knownAt(),
                labels.flags().stream().sorted().toList());
    }

    private static String line(@Nullable Object... parts) {
        StringBuilder line = new StringBuilder();
        for (Object part : parts) {
            String text = String.valueOf(part);
            line.append(text.length()).append(':').append(text).append(' ');
        }
        return line.toString();
    }
}
