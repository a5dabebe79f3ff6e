package dev.evenflow.archive.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which inferences to read. What is empty does not limit.
 *
 * @param subject subject id as its producers know it: found through its key, so nothing is found once that is destroyed
 * @param subjectKey name of a subject's key, as in the rows and in receipts: found also after an erasure
 * @param from event time, inclusive
 * @param to event time, exclusive
 * @param snapshot of the place's table of inferences, to read it as it was; only with a place
 */
public record ArchiveFilter(
        Optional<String> place,
        Optional<String> inferenceId,
        Optional<String> subject,
        Optional<String> subjectKey,
        Optional<String> model,
        Optional<Instant> from,
        Optional<Instant> to,
        OptionalLong snapshot) {
    public ArchiveFilter {
        if (snapshot.isPresent() && place.isEmpty()) {
            throw new ArchiveStoreException(
                    "snapshot " + snapshot.getAsLong() + ": each place has its own snapshots; name the place, too");
        }
    }

    /** All inferences of the archive. */
    public static ArchiveFilter all() {
        return new ArchiveFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }

    public ArchiveFilter withInferenceId(String id) {
        return new ArchiveFilter(place, Optional.of(id), subject, subjectKey, model, from, to, snapshot);
    }

    public ArchiveFilter withSubject(String id) {
        return new ArchiveFilter(place, inferenceId, Optional.of(id), subjectKey, model, from, to, snapshot);
    }

    public ArchiveFilter withModel(String name) {
        return new ArchiveFilter(place, inferenceId, subject, subjectKey, Optional.of(name), from, to, snapshot);
    }

    /**
     * Conditions on columns of the table of inferences, by column.
     *
     * @param key name of the subject's key in the place, where a subject is asked for
     */
    Map<String, Expression> conditions(Optional<String> key) {
        Map<String, Expression> conditions = new LinkedHashMap<>();
        model.ifPresent(name -> conditions.put("model", Expressions.equal("model", name)));
        from.ifPresent(begin -> conditions.merge(
                "event_time", Expressions.greaterThanOrEqual("event_time", micros(begin)), Expressions::and));
        to.ifPresent(end ->
                conditions.merge("event_time", Expressions.lessThan("event_time", micros(end)), Expressions::and));
        key.ifPresent(name -> conditions.put("subject_key", Expressions.equal("subject_key", name)));
        inferenceId.ifPresent(id -> conditions.put("inference_id", Expressions.equal("inference_id", id)));
        return conditions;
    }

    private static String micros(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toString();
    }
}
