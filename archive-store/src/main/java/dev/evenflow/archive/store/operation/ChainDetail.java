package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.TableRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.JsonNode;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.iceberg.util.JsonUtil;

/**
 * The detail of entries that are no data: a JSON object. In all kinds {@code batches} are ids of batches whose rows may be missing from now on, and
 * {@code blobs} addresses whose files may be.
 */
final class ChainDetail {
    private ChainDetail() {}

    static ObjectNode object() {
        return JsonUtil.mapper().createObjectNode();
    }

    static void put(ObjectNode object, String name, Collection<String> texts) {
        var array = object.putArray(name);
        texts.forEach(array::add);
    }

    static String text(JsonNode json) {
        try {
            return JsonUtil.mapper().writeValueAsString(json);
        } catch (IOException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static String prettyText(JsonNode json) {
        return json.toPrettyString();
    }

    /** Details of all entries of that kind; reads nothing else of them. */
    static List<JsonNode> all(Archive archive, EntryKind kind) {
        Table commits = archive.commits().tables().get(0);
        commits.refresh();
        List<JsonNode> details = new ArrayList<>();
        TableRows.forEach(
                commits,
                commits.newScan().select("kind", "detail").filter(Expressions.equal("kind", kind.name())),
                row -> details.add(parse(String.valueOf(row.getField("detail")))));
        return details;
    }

    private static JsonNode parse(String detail) {
        try {
            return JsonUtil.mapper().readTree(detail);
        } catch (IOException e) {
            throw new ArchiveStoreException(
                    "the detail of an entry of the chain is not JSON: "
                            + detail.substring(0, Math.min(80, detail.length())),
                    e);
        }
    }

    /**
     * A reason stays in the chain for ever: it must not say whom it is about.
     *
     * @throws ArchiveStoreException if it does
     */
    static void requireAnonymous(String option, String text, Collection<String> subjects) {
        for (String subject : subjects) {
            if (!subject.isEmpty() && text.contains(subject)) {
                throw new ArchiveStoreException(
                        option + " names a subject ('" + subject
                                + "'), and the chain keeps it for ever; expected a text without it, for example the number of the case");
            }
        }
    }
}
