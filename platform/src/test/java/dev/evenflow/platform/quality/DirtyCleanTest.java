package dev.evenflow.platform.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenflow.platform.quality.check.CheckReport;
import dev.evenflow.platform.quality.check.DataCheck;
import dev.evenflow.platform.quality.data.DataFiles;
import dev.evenflow.quality.check.Violations;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two published pairs of dirty and clean tables, against contracts written from the clean schema. The figures are in
 * docs/quality/contracts.md. Skips where the data are not there; they have a licence of their own.
 */
class DirtyCleanTest {
    private static Contract contract(String name) throws IOException, ContractException {
        Path file = Path.of("src/test/resources/contracts", name + ".odcs.yaml");
        return Contract.parse(file.toString(), Files.readString(file));
    }

    private static Path data(String name) {
        Path file =
                Path.of(System.getProperty("evenflow.shared", "../../shared"), "data/dirty_clean", name + ".csv.xz");
        assumeTrue(
                Files.exists(file),
                "the tables are not at " + file.toAbsolutePath() + "; -Devenflow.shared=DIR says where they are");
        return file;
    }

    private static List<List<String>> cells(Path file, List<String> columns) {
        List<List<String>> rows = new ArrayList<>();
        DataFiles.ofTexts(List.of(file), columns).read((path, row, record) -> rows.add(texts(record)));
        return rows;
    }

    private static List<String> texts(IndexedRecord record) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < record.getSchema().getFields().size(); i++) cells.add(String.valueOf(record.get(i)));
        return cells;
    }

    /** Rows that were quarantined, with the fields their rules are of. */
    private static Map<Long, Set<String>> quarantined(Contract contract, Path file) {
        Map<Long, Set<String>> rows = new TreeMap<>();
        CheckReport report = new DataCheck(contract, List.of(file), true, null, "").run((path, row, violations) -> {
            Set<String> fields = new HashSet<>();
            for (Violations.Violation violation : violations)
                fields.add(violation.rule().subject());
            rows.put(row, fields);
        });
        assertThat(report.quarantined()).isEqualTo(rows.size());
        return rows;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"hospital, 1000, 509, 407, 292, 345", "beers, 2410, 4362, 2410, 2410, 4235"})
    void dirtyRowsAreQuarantinedAndCleanOnesAreNot(
            String name, int rows, int wrongCells, int wrongRows, int caughtRows, int caughtCells)
            throws IOException, ContractException {
        Contract contract = contract(name);
        List<String> columns =
                contract.fields().stream().map(field -> field.path()).toList();
        List<List<String>> dirty = cells(data(name + "_dirty"), columns);
        List<List<String>> clean = cells(data(name + "_clean"), columns);
        Map<Long, Set<String>> caught = quarantined(contract, data(name + "_dirty"));

        int cells = 0;
        int cellsCaught = 0;
        Set<Long> wrong = new HashSet<>();
        for (int i = 0; i < dirty.size(); i++) {
            for (int column = 0; column < columns.size(); column++) {
                if (Objects.equals(dirty.get(i).get(column), clean.get(i).get(column))) continue;
                cells++;
                wrong.add(i + 1L);
                if (caught.getOrDefault(i + 1L, Set.of()).contains(columns.get(column))) cellsCaught++;
            }
        }
        Set<Long> falselyCaught = new HashSet<>(caught.keySet());
        falselyCaught.removeAll(wrong);
        System.out.printf(
                "%s: %d rows, %d wrong cells in %d rows; quarantined %d rows (%d cells), %d of them without a wrong cell%n",
                name, dirty.size(), cells, wrong.size(), caught.size(), cellsCaught, falselyCaught.size());

        assertThat(dirty).hasSize(rows);
        assertThat(cells).isEqualTo(wrongCells);
        assertThat(wrong).hasSize(wrongRows);
        assertThat(falselyCaught).as("rows of the dirty table that are right").isEmpty();
        assertThat(quarantined(contract, data(name + "_clean")))
                .as("rows of the clean table")
                .isEmpty();
        assertThat(caught.size()).isEqualTo(caughtRows);
        assertThat(cellsCaught).isEqualTo(caughtCells);
    }

    @Test
    void theHeaderOfTheDirtyTableDoesNotKeepTheContract() throws IOException, ContractException {
        CheckReport report = new DataCheck(contract("hospital"), List.of(data("hospital_dirty")), false, null, "")
                .run((path, row, violations) -> {});

        assertThat(report.results().get(0).rule()).isEqualTo("schema");
        assertThat(report.results().get(0).detail()).contains("ProviderNumber: is in the contract but not in the data");
    }
}
