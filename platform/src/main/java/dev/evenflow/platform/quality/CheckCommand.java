package dev.evenflow.platform.quality;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.quality.check.CheckReport;
import dev.evenflow.platform.quality.check.DataCheck;
import dev.evenflow.quality.baseline.Baseline;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.check.Violations;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evenflow quality check}: exit code 0 where the data keep the contract, 1 where they do not or cannot be read. */
@Command(
        name = "check",
        description = {
            "Hold files against a data contract (ODCS v3), for example in the pipeline that makes them.",
            "Exit codes: 0 kept, 1 broken or not readable, 2 wrong usage."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONTRACT", description = "The data contract, YAML.")
    private Path contract = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "DATA",
            description = "Avro, Parquet or CSV files (.csv.xz too), or directories of them.")
    private List<Path> data = List.of();

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(names = "--all", description = "Show the rules that pass, too, and what files cannot decide.")
    private boolean all;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            defaultValue = "error",
            description = "Least severity of a failed rule that fails the command: info, warning, error or critical"
                    + " (default: error).")
    private String failOn = "error";

    @Option(names = "--baseline", paramLabel = "FILE", description = "What drift is measured from.")
    private @Nullable Path baseline;

    @Option(
            names = "--by-position",
            description = "Take the columns of CSV as the contract's fields in their order, whatever the header says.")
    private boolean byPosition;

    @Option(
            names = "--quarantine",
            paramLabel = "FILE",
            description = "Write the rows that break a rule that none may break: file, row and rules, one JSON a line.")
    private @Nullable Path quarantine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Severity from = severity();
        DataCheck check = new DataCheck(
                contract(contract),
                data,
                byPosition,
                baseline == null ? null : Baseline.read(baseline),
                baseline == null ? "" : baseline.getFileName().toString());
        CheckReport report = run(check);
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(report.toJson(from).toPrettyString());
        else report.print(out, all);
        out.flush();
        return report.passes(from) ? 0 : 1;
    }

    private Severity severity() {
        for (Severity severity : Severity.values())
            if (severity.name().toLowerCase(Locale.ROOT).equals(failOn)) return severity;
        throw new ParameterException(
                spec.commandLine(), "--fail-on: found '" + failOn + "', expected info, warning, error or critical");
    }

    private CheckReport run(DataCheck check) {
        Path file = quarantine;
        if (file == null) return check.run((data, row, violations) -> {});
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            return check.run((data, row, violations) -> write(writer, data, row, violations));
        } catch (IOException | UncheckedIOException e) {
            throw new PlatformException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void write(BufferedWriter writer, Path data, long row, List<Violations.Violation> violations) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("file", data.toString());
        line.put("row", row);
        ArrayNode rules = line.putArray("rules");
        for (Violations.Violation violation : violations)
            rules.addObject().put("rule", violation.rule().id()).put("detail", violation.detail());
        try {
            writer.write(line.toString());
            writer.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Contract contract(Path file) {
        try {
            return Contract.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file + ": " + e, e);
        } catch (ContractException e) {
            throw new PlatformException(String.valueOf(e.getMessage()), e);
        }
    }
}
