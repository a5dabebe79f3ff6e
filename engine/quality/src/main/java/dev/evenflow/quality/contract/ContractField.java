package dev.evenflow.quality.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field as the contract declares it.
 *
 * @param path names from the record down, joined by dots
 * @param type null where the contract does not say
 * @param physicalType empty where the contract does not say; Avro's name in our contracts, such as {@code long (timestamp-millis)}
 * @param format of texts that hold a date, as {@link java.time.format.DateTimeFormatter} writes it; empty without
 */
public record ContractField(
        String path,
        @Nullable LogicalType type,
        String physicalType,
        boolean required,
        String format,
        String classification,
        List<String> tags,
        int line) {

    /** Whether its values may not be shown: restricted, or tagged as personal ({@code pii-…}). */
    public boolean sensitive() {
        return classification.equals("restricted") || tags.stream().anyMatch(tag -> tag.startsWith("pii-"));
    }
}
