package dev.evenflow.platform.archive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.archive.store.Finding;
import dev.evenflow.archive.store.Verification;
import dev.evenflow.archive.store.VerificationReport;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenflow archive verify}. */
@Command(
        name = "verify",
        description = "Check the archive by its files alone: chain of commits, ledger, every data file, row and blob. "
                + "Needs no keys and changes nothing. Exit code 1 if something is missing or altered.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    private static final Pattern HEAD = Pattern.compile("[0-9]+:[0-9a-f]{64}");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Option(
            names = "--head",
            paramLabel = "SEQUENCE:HASH",
            description =
                    "What an earlier run printed, or the topic archive-commits carried: the chain must contain it. "
                            + "Without it, a chain that was cut off at its end is not found.")
    private @Nullable String head;

    @Option(names = "--offline", description = "Do not ask the catalogs; take each table's newest metadata file.")
    private boolean offline;

    @Option(names = "--json", description = "The report as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (head != null && !HEAD.matcher(head).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--head is '" + head + "', expected a number, a colon and 64 hex digits, as verify prints it");
        }
        VerificationReport report = new Verification(archive.config(), !offline, Optional.ofNullable(head)).run();
        if (json) {
            System.out.println(json(report));
        } else {
            print(report, System.out);
        }
        return report.passed() ? 0 : 1;
    }

    private static void print(VerificationReport report, PrintStream out) {
        report.notes().forEach(note -> out.println("note: " + note));
        for (Finding finding : report.findings()) {
            out.println(finding.kind() + "  " + finding.message());
        }
        if (report.found() > report.findings().size()) {
            out.println("... and " + (report.found() - report.findings().size()) + " more");
        }
        out.printf(
                Locale.ROOT,
                "archive %s: %d commits, %d ranges of offsets, %d data files, %d rows, %d blobs in %.1f s%n",
                report.archive(),
                report.commits(),
                report.ranges(),
                report.files(),
                report.rows(),
                report.blobs(),
                report.seconds());
        out.println("head " + (report.head().isEmpty() ? "none: the chain is empty" : report.head()));
        out.println(
                report.passed()
                        ? "verified: nothing is missing, nothing was altered"
                        : "NOT verified: " + report.found() + " findings");
    }

    static ObjectNode json(VerificationReport report) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode();
        node.put("archive", report.archive());
        node.put("passed", report.passed());
        node.put("head", report.head());
        node.put("commits", report.commits());
        node.put("ranges", report.ranges());
        node.put("files", report.files());
        node.put("rows", report.rows());
        node.put("blobs", report.blobs());
        node.put("seconds", report.seconds());
        node.put("found", report.found());
        ArrayNode findings = node.putArray("findings");
        for (Finding finding : report.findings()) {
            ObjectNode one = findings.addObject();
            one.put("kind", finding.kind().name());
            one.put("message", finding.message());
            one.put("file", finding.file());
            one.put("commit", finding.commit());
            one.put("batch", finding.batch());
            one.put("row", finding.row());
            one.put("source", finding.source());
        }
        ArrayNode notes = node.putArray("notes");
        report.notes().forEach(notes::add);
        return node;
    }
}
