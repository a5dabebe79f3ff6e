package dev.evenflow.platform.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.baseline.Baseline;
import dev.evenflow.quality.profile.FieldProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BaselineCommandTest {
    @TempDir
    Path dir;

    private Path data = Path.of("");
    private Path out = Path.of("");
    private final StringWriter printed = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        StringBuilder rows = new StringBuilder("card,amount,city\n");
        for (int i = 0; i < 1000; i++) {
            rows.append("4711-")
                    .append(i)
                    .append(',')
                    .append(i % 4 == 0 ? "" : i / 2.0)
                    .append(i % 3 == 0 ? ",Ulm\n" : ",Köln\n");
        }
        data = Files.writeString(dir.resolve("data.csv"), rows);
        out = dir.resolve("baseline.json");
    }

    private int run(String... arguments) {
        CommandLine command = new CommandLine(new BaselineCommand());
        command.setOut(new PrintWriter(printed));
        command.setErr(new PrintWriter(printed));
        return command.execute(arguments);
    }

    @Test
    void filesBecomeABaseline() throws IOException {
        assertThat(run(data.toString(), "--dataset", "trips", "--withhold", "card", "--out", out.toString()))
                .isZero();

        Baseline read = Baseline.read(out);
        assertThat(read.dataset()).isEqualTo("trips");
        assertThat(read.contractVersion()).isEmpty();
        assertThat(read.madeFrom()).isEqualTo(data.toString());
        assertThat(read.profile().records()).isEqualTo(1000);
        FieldProfile amount = Objects.requireNonNull(read.profile().field("amount"));
        assertThat(amount.nulls()).isEqualTo(250);
        assertThat(amount.numbers().max()).isEqualTo(499.5);
        assertThat(Objects.requireNonNull(read.profile().field("card")).distinct())
                .isBetween(930.0, 1070.0);
        assertThat(Files.readString(out)).doesNotContain("4711");
        assertThat(printed.toString()).contains("1,000 records from", "Köln 66.6%, Ulm 33.4%", "25.00%");
    }

    @Test
    void aContractGivesNameVersionAndWhatIsSensitive() throws IOException {
        Path contract = Files.writeString(
                dir.resolve("trips.odcs.yaml"),
                """
                apiVersion: v3.0.2
                kind: DataContract
                id: trips
                name: trips
                version: 2.1.0
                status: active
                schema:
                  - name: trips
                    physicalName: city-trips
                    physicalType: topic
                    properties:
                      - name: card
                        logicalType: string
                        physicalType: string
                        classification: restricted
                      - name: amount
                        logicalType: number
                        physicalType: double
                      - name: city
                        logicalType: string
                        physicalType: string
                """);
        assertThat(run(data.toString(), "--contract", contract.toString(), "--skip", "amount", "--out", out.toString()))
                .as(printed::toString)
                .isZero();

        Baseline read = Baseline.read(out);
        assertThat(read.dataset()).isEqualTo("city-trips");
        assertThat(read.contractVersion()).isEqualTo("2.1.0");
        assertThat(read.profile().fields().keySet()).containsExactly("card", "city");
        assertThat(Files.readString(out)).doesNotContain("4711");
    }

    @Test
    void wrongUsageSaysWhatIsMissing() {
        assertThat(run("--out", out.toString())).isEqualTo(2);
        assertThat(run(data.toString(), "--out", out.toString())).isEqualTo(2);
        assertThat(printed.toString())
                .contains(
                        "either files or --topic must be given",
                        "--dataset or --contract must say what it is a baseline of");
    }
}
