package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history in files, held against a baseline by the running monitor: ten days pass in seconds, each fault is found in its day. */
class ReplayedHistoryIT {
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final int PER_DAY = 400;
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            version: 1.0.0
            status: active
            team: {name: shop, members: [{username: ann, role: owner}]}
            customProperties:
              - {property: eventTime, value: at}
              - {property: qualitySustain, value: 1h}
              - {property: qualityRecover, value: 1h}
            schema:
              - name: Order
                physicalName: orders
                properties:
                  - {name: at, logicalType: timestamp}
                  - {name: amount, logicalType: number}
                  - name: channel
                    logicalType: string
                    quality:
                      - {metric: nullValues, mustBeLessThan: 1, unit: percent, severity: error}
                quality:
                  - {type: custom, engine: evenflow, severity: error, implementation: {rule: drift, field: amount, method: psi, mustBeLessThan: 0.2, minimumRecords: 300}}
            """;

    @TempDir
    private Path directory;

    private Evenflow evenflow = new Evenflow(Path.of(""));

    @AfterEach
    void down() throws Exception {
        evenflow.succeed("down");
    }

    @Test
    void eachFaultOfAHistoryIsAnIncidentOfItsDay() throws Exception {
        evenflow = new Evenflow(directory);
        Path plan = Files.createDirectories(directory.resolve("platform/data/quality"));
        Path contracts = Files.createDirectories(directory.resolve("contracts"));
        Path contract = Files.writeString(contracts.resolve("orders.odcs.yaml"), CONTRACT);
        Files.writeString(
                plan.resolve("quality.yaml"),
                """
                monitor: history
                defaults: {window: 1d, disorder: 1h, lateness: 1h, backfill-after: 1d}
                datasets:
                  - {topic: orders, replayed: true, baseline: orders.json}
                """);
        Path trained = orders("trained.csv", 0, 10);
        Path history = orders("history.csv", 10, 20);

        evenflow.succeed("up");
        evenflow.succeed(
                "quality",
                "baseline",
                trained.toString(),
                "--contract",
                contract.toString(),
                "--out",
                plan.resolve("orders.json").toString());
        assertThat(evenflow.succeed(
                        "quality", "publish", history.toString(), "--topic", "orders", "--event-time", "at"))
                .contains("4,000 records");
        evenflow.succeed("deploy", "quality-monitor", "--", "--contracts=" + contracts);

        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(incidents())
                        .containsExactlyInAnyOrder(
                                "amount.psi OPENED 2026-01-16", // three times as much from that day on
                                "channel.nullValues OPENED 2026-01-18", // every third is null, that day
                                "channel.nullValues RESOLVED 2026-01-18"));
    }

    /** Rule, change and first failing day. */
    private List<String> incidents() throws IOException, InterruptedException {
        List<String> changes = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        for (String line : evenflow.succeed("read", "quality-incidents").lines().toList()) {
            if (line.startsWith("{")) {
                JsonNode change = json.readTree(line);
                assertThat(change.path("notify").asBoolean()).as(line).isTrue();
                changes.add(change.path("rule").asText() + " "
                        + change.path("status").asText() + " "
                        + change.path("failing_since").asText().substring(0, 10));
            }
        }
        return changes;
    }

    private Path orders(String file, int fromDay, int toDay) throws IOException {
        StringBuilder rows = new StringBuilder("at,amount,channel\n");
        for (int day = fromDay; day < toDay; day++) {
            for (int i = 0; i < PER_DAY; i++) {
                LocalDateTime at = FIRST.plusDays(day).atStartOfDay().plusSeconds(i * 200L);
                double amount = (10 + i * 37 % 400 / 4.0) * (day >= 15 ? 3 : 1);
                boolean missing = day == 17 && i % 3 == 0;
                rows.append(at.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")))
                        .append(',')
                        .append(amount)
                        .append(',')
                        .append(missing ? "" : i % 2 == 0 ? "WEB" : "SHOP")
                        .append('\n');
            }
        }
        return Files.writeString(directory.resolve(file), rows);
    }
}
