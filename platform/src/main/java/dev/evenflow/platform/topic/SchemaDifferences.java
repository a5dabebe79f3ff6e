package dev.evenflow.platform.topic;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Says in words which fields of a record schema changed, because registries answer with JSON paths at best. */
final class SchemaDifferences {
    private SchemaDifferences() {}

    static List<String> of(Schema before, Schema after) {
        List<String> differences = new ArrayList<>();
        if (before.getType() != Schema.Type.RECORD || after.getType() != Schema.Type.RECORD) {
            return List.of("type is " + after.getType() + ", was " + before.getType());
        }
        for (Schema.Field old : before.getFields()) {
            Schema.Field now = after.getField(old.name());
            if (now == null) {
                differences.add("field " + old.name() + " is gone"
                        + (old.hasDefaultValue()
                                ? ""
                                : "; it has no default, so readers of the old schema cannot do without it"));
            } else if (!now.schema().equals(old.schema())) {
                differences.add("field " + old.name() + " is " + now.schema() + ", was " + old.schema());
            }
        }
        for (Schema.Field now : after.getFields()) {
            if (before.getField(now.name()) == null) {
                differences.add("field " + now.name() + " is new"
                        + (now.hasDefaultValue() ? "" : " and has no default, so old records cannot be read"));
            }
        }
        return differences;
    }
}
