package dev.evenflow.platform.quality.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.contract.Contract;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What came of holding files against a contract.
 *
 * @param records rows read
 * @param quarantined rows that broke a rule that no row may break
 * @param schemaFindings where the data's schema is not the contract's, in words
 * @param notEvaluated what the contract asks and files do not decide, in words
 */
public record CheckReport(
        Contract contract,
        List<Path> files,
        long records,
        long quarantined,
        List<CheckResult> results,
        List<String> schemaFindings,
        List<String> notEvaluated) {

    /** Whether no rule of that severity or a higher one failed; rules on trial do not count. */
    public boolean passes(Severity from) {
        return results.stream()
                .noneMatch(result -> result.outcome() == Outcome.FAIL
                        && !result.shadow()
                        && result.severity().compareTo(from) >= 0);
    }

    public long count(Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    /** One line for each rule; those that failed say what they found below. */
    public void print(PrintWriter out, boolean all) {
        out.printf(
                Locale.ROOT,
                "%s %s: %,d rows of %d file%s%n",
                contract.dataset(),
                contract.version(),
                records,
                files.size(),
                files.size() == 1 ? "" : "s");
        for (String finding : schemaFindings) out.println("  schema: " + finding);
        int width = results.stream()
                .mapToInt(result -> result.rule().length())
                .max()
                .orElse(4);
        for (CheckResult result : results) {
            if (!all && result.outcome() == Outcome.PASS) continue;
            out.printf(
                    "%-8s %-" + width + "s  %-8s %12s  expected %s%n",
                    result.outcome() + (result.shadow() ? "*" : ""),
                    result.rule(),
                    result.severity().name().toLowerCase(Locale.ROOT),
                    number(result.value()),
                    result.expected());
            if (result.outcome() != Outcome.PASS) out.println("         " + result.detail());
        }
        if (all) for (String note : notEvaluated) out.println("  not evaluated: " + note);
        if (results.stream().anyMatch(CheckResult::shadow)) out.println("  * on trial: does not count");
        out.printf(
                Locale.ROOT,
                "%d rules pass, %d fail, %d unknown; %,d rows to quarantine, %,d good%n",
                count(Outcome.PASS),
                count(Outcome.FAIL),
                count(Outcome.UNKNOWN),
                quarantined,
                records - quarantined);
        out.flush();
    }

    private static String number(@org.jspecify.annotations.Nullable Double value) {
        if (value == null) return "";
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString(value.longValue())
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /** The same for machines; the names are those of the monitor's scores. */
    public ObjectNode toJson(Severity failFrom) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("contract", contract.file());
        json.put("dataset", contract.dataset());
        json.put("contract_version", contract.version());
        json.put("passes", passes(failFrom));
        json.put("records", records);
        json.put("quarantined", quarantined);
        ArrayNode read = json.putArray("files");
        files.forEach(file -> read.add(file.toString()));
        ArrayNode checks = json.putArray("checks");
        for (CheckResult result : results) {
            ObjectNode check = checks.addObject();
            check.put("rule", result.rule());
            check.put("subject", result.subject());
            check.put("dimension", result.dimension().name());
            check.put("severity", result.severity().name());
            check.put("shadow", result.shadow());
            check.put("outcome", result.outcome().name());
            check.put("metric", result.metric());
            Double value = result.value();
            if (value == null || !Double.isFinite(value)) check.putNull("value");
            else check.put("value", value);
            if (result.failed() >= 0) check.put("failed", result.failed());
            if (result.total() >= 0) check.put("total", result.total());
            check.put("expected", result.expected());
            check.put("detail", result.detail());
        }
        ArrayNode schema = json.putArray("schema_findings");
        schemaFindings.forEach(schema::add);
        ArrayNode notes = json.putArray("not_evaluated");
        notEvaluated.forEach(notes::add);
        return json;
    }
}
