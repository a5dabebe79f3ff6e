package dev.evenflow.platform.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenflow.quality.baseline.Baseline;
import dev.evenflow.quality.profile.FieldKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            version: 1.2.0
            schema:
              - name: orders
                properties:
                  - {name: id, logicalType: string, required: true, unique: true}
                  - {name: amount, logicalType: number, logicalTypeOptions: {minimum: 0}}
                  - name: day
                    logicalType: date
                    logicalTypeOptions: {format: dd.MM.yyyy, minimum: '2026-01-01'}
                quality:
                  - {metric: rowCount, mustBeGreaterThan: 5, severity: warning}
                  - {type: custom, engine: evenflow, implementation: {rule: drift, field: amount, method: ks, mustBeLessThan: 0.5, minimumRecords: 3}}
                  - {type: custom, engine: evenflow, implementation: {rule: freshness, mustBeLessThan: 60s}}
            """;

    @TempDir
    Path dir;

    private Path contract = Path.of("");
    private final StringWriter printed = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        contract = Files.writeString(dir.resolve("orders.odcs.yaml"), CONTRACT);
    }

    private int run(Object... arguments) {
        CommandLine command = new CommandLine(new CheckCommand());
        command.setOut(new PrintWriter(printed));
        command.setErr(new PrintWriter(printed));
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) texts[i] = arguments[i].toString();
        return command.execute(texts);
    }

    @Test
    void dataThatKeepTheContractExitWithZero() throws IOException {
        Path good = Files.writeString(dir.resolve("good.csv"), "id,amount,day\na,1.5,02.01.2026\nb,,03.01.2026\n");

        assertThat(run(contract, good)).as(printed.toString()).isZero();
        assertThat(printed.toString())
                .contains("orders 1.2.0: 2 rows of 1 file")
                .contains("FAIL     rowCount")
                .contains("There were 2 records.")
                .contains("2 rows")
                .doesNotContain("PASS ");
        assertThat(run("--fail-on", "warning", contract, good)).isEqualTo(1);
    }

    @Test
    void dataThatBreakItExitWithOneAndSayWhere() throws IOException {
        Path bad = Files.writeString(
                dir.resolve("bad.csv"), "id,amount,day\na,-1,02.01.2026\na,x,31.12.2025\n,3,2026-01-01\n");
        Path rows = dir.resolve("rows.jsonl");

        assertThat(run("--quarantine", rows, contract, bad)).isEqualTo(1);
        assertThat(printed.toString())
                .contains("1 of 3 records: id is null; first at row 3.")
                .contains("1 of 3 records: amount is not >= 0; first at row 1 (-1).")
                .contains("1 of 3 records: amount cannot be read as number; first at row 2 (x).")
                .contains("day cannot be read as date in the form dd.MM.yyyy; first at row 3 (2026-01-01).")
                .contains("day is not >= 1767225600000; first at row 2 (31.12.2025).")
                .contains("1 of 2 records repeat the id of another.")
                .contains("3 rows to quarantine, 0 good");
        assertThat(Files.readAllLines(rows))
                .hasSize(3)
                .first()
                .asString()
                .contains("\"row\":1", "\"rule\":\"amount.range\"");
    }

    @Test
    void theReportForMachinesHasTheSame() throws IOException {
        Path bad = Files.writeString(dir.resolve("bad.csv"), "id,amount,day,colour\na,-1,02.01.2026,red\n");

        assertThat(run("--json", contract, bad)).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(printed.toString());
        assertThat(json.get("passes").asBoolean()).isFalse();
        assertThat(json.get("records").asLong()).isEqualTo(1);
        assertThat(json.get("quarantined").asLong()).isEqualTo(1);
        JsonNode range = null;
        for (JsonNode check : json.get("checks")) if (check.get("rule").asText().equals("amount.range")) range = check;
        assertThat(range).isNotNull();
        assertThat(range.get("outcome").asText()).isEqualTo("FAIL");
        assertThat(range.get("failed").asLong()).isEqualTo(1);
        assertThat(json.get("schema_findings").get(0).asText())
                .isEqualTo("colour: is in the data but not in the contract");
        assertThat(json.get("not_evaluated").get(0).asText()).contains("'freshness' takes a running monitor");
    }

    @Test
    void aColumnThatIsMissingBreaksTheSchema() throws IOException {
        Path narrow = Files.writeString(dir.resolve("narrow.csv"), "amount,day\n1,02.01.2026\n");

        assertThat(run(contract, narrow)).isEqualTo(1);
        assertThat(printed.toString()).contains("id: is in the contract but not in the data");
    }

    @Test
    void driftIsMeasuredFromABaseline() throws IOException {
        StringBuilder then = new StringBuilder("id,amount,day\n");
        StringBuilder now = new StringBuilder("id,amount,day\n");
        for (int i = 0; i < 50; i++) {
            then.append("a").append(i).append(',').append(i / 10.0).append(",02.01.2026\n");
            now.append("b").append(i).append(',').append(i / 10.0 + 4).append(",03.01.2026\n");
        }
        Path before = Files.writeString(dir.resolve("then.csv"), then);
        Path after = Files.writeString(dir.resolve("now.csv"), now);
        Path baseline = dir.resolve("baseline.json");
        CommandLine made = new CommandLine(new BaselineCommand());
        made.setOut(new PrintWriter(new StringWriter()));
        assertThat(made.execute(before.toString(), "--dataset", "orders", "--out", baseline.toString()))
                .isZero();
        assertThat(Baseline.read(baseline).profile().field("amount"))
                .matches(field -> field != null && field.kind() == FieldKind.NUMBER);

        assertThat(run("--all", "--baseline", baseline, contract, before)).isZero();
        assertThat(printed.toString()).contains("PASS     amount.ks");
        assertThat(run("--fail-on", "warning", "--baseline", baseline, contract, after))
                .isEqualTo(1);
        assertThat(printed.toString()).contains("ks of amount from baseline baseline.json is 0.8000");
    }

    @Test
    void avroIsReadWithItsTypes() throws IOException {
        Schema schema = new Schema.Parser()
                .parse(
                        """
                        {"type": "record", "name": "orders", "fields": [{"name": "id", "type": "string"},
                          {"name": "amount", "type": ["null", "double"]}, {"name": "day", "type": {"type": "int", "logicalType": "date"}}]}
                        """);
        Path file = dir.resolve("orders.avro");
        try (DataFileWriter<GenericData.Record> writer = new DataFileWriter<GenericData.Record>(
                        new GenericDatumWriter<>(schema))
                .create(schema, file.toFile())) {
            for (double amount : List.of(1.0, -1.0)) {
                GenericData.Record record = new GenericData.Record(schema);
                record.put("id", "id" + amount);
                record.put("amount", amount);
                record.put("day", 20_000);
                writer.append(record);
            }
        }

        assertThat(run(contract, file)).isEqualTo(1);
        assertThat(printed.toString())
                .contains("1 of 2 records: amount is not >= 0; first at row 2 (-1).")
                .contains("2 of 2 records: day is not >= 1767225600000");
    }

    @Test
    void wrongUsageExitsWithTwo() {
        assertThat(run(contract)).isEqualTo(2);
        assertThat(run("--fail-on", "fatal", contract, contract)).isEqualTo(2);
        assertThat(printed.toString()).contains("--fail-on: found 'fatal', expected info, warning, error or critical");
    }
}
