package dev.evenflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformStatus.Health;
import dev.evenflow.platform.flink.FlinkProcesses;
import dev.evenflow.platform.process.ListeningProcess;
import dev.evenflow.platform.process.LoopbackPorts;
import dev.evenflow.platform.process.ProcessRecord;
import dev.evenflow.platform.process.RegistryServer;
import dev.evenflow.platform.topic.KafkaTopics;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One life of the real platform, in order: start, use, crash, repair, stop. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformIT {

    private static final FlinkSizes SIZES = new FlinkSizes("768m", "1536m", 2, 1);

    @TempDir
    private static Path directory;

    private static final List<String> PROGRESS = Collections.synchronizedList(new ArrayList<>());
    private static PlatformHome home;
    private static LocalPlatform platform;
    private static PlatformState state;

    @BeforeAll
    static void up() {
        home = new PlatformHome(directory);
        platform = new LocalPlatform(home, Project.locate(), PROGRESS::add);
        state = platform.up(PlatformPorts.wished(0, 0, 0), SIZES);
    }

    @AfterAll
    static void down() {
        platform.down(false);
    }

    @Test
    @Order(1)
    void allFourProcessesAreHealthyAndListenOnLoopbackThemselves() {
        PlatformStatus status = PlatformStatus.of(home, state);
        assertThat(status.trouble()).isEmpty();
        assertThat(status.processes())
                .extracting(PlatformStatus.ProcessStatus::name)
                .containsExactlyInAnyOrderElementsOf(LocalPlatform.PROCESSES);
        for (ProcessRecord process : state.processes()) {
            for (int port : process.ports()) {
                assertThat(ListeningProcess.ownerOf(port, process.pid()))
                        .isEqualTo(ListeningProcess.Owner.THIS_PROCESS);
            }
        }
    }

    @Test
    @Order(2)
    void aSecondUpChangesNothing() {
        PROGRESS.clear();
        PlatformState second = platform.up(PlatformPorts.wished(0, 0, 0), SIZES);
        assertThat(second).isEqualTo(state);
        assertThat(PROGRESS).hasSize(4).allMatch(line -> line.endsWith("is already running"));
    }

    @Test
    @Order(3)
    void topicsAndSubjectsAreMadeOnce() {
        List<String> names =
                StandardTopics.inputsAndOperations().keySet().stream().toList();
        try (KafkaTopics topics = new KafkaTopics(state.bootstrapServers())) {
            assertThat(topics.create(names.stream()
                            .map(name -> StandardTopics.spec(name, 2))
                            .toList()))
                    .containsExactlyElementsOf(names);
            assertThat(topics.create(names.stream()
                            .map(name -> StandardTopics.spec(name, 2))
                            .toList()))
                    .isEmpty();
            assertThat(topics.list()).extracting(KafkaTopics.TopicSummary::name).containsAll(names);
        }
        RegistrySubjects registry = new RegistrySubjects(state.registryUrl());
        RegistrySubjects.Registration first = registry.register("transactions-value", Transaction.getClassSchema());
        RegistrySubjects.Registration second = registry.register("transactions-value", Transaction.getClassSchema());
        assertThat(first.isNew()).isTrue();
        assertThat(second.isNew()).isFalse();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(registry.byId(first.id())).isEqualTo(Transaction.getClassSchema());
    }

    @Test
    @Order(4)
    void anIncompatibleSchemaIsRefusedWithItsField() {
        RegistrySubjects registry = new RegistrySubjects(state.registryUrl());
        Schema before = SchemaBuilder.record("R")
                .fields()
                .requiredInt("kept")
                .requiredInt("gone")
                .endRecord();
        Schema after = SchemaBuilder.record("R").fields().requiredInt("kept").endRecord();
        registry.register("incompatible-value", before);
        assertThatThrownBy(() -> registry.register("incompatible-value", after))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("subject incompatible-value")
                .hasMessageContaining("field gone is gone");
    }

    @Test
    @Order(5)
    void aCrashIsReportedAndRepaired() {
        ProcessRecord registry = state.process(RegistryServer.NAME).orElseThrow();
        registry.find().orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).until(() -> !registry.isAlive());

        PlatformStatus status = PlatformStatus.of(home, state);
        assertThat(status.processes())
                .filteredOn(process -> process.health() == Health.CRASHED)
                .extracting(PlatformStatus.ProcessStatus::name)
                .containsExactly(RegistryServer.NAME);
        assertThat(status.trouble().orElseThrow()).contains("registry (pid " + registry.pid() + ")", "registry.log");

        PROGRESS.clear();
        state = platform.up(PlatformPorts.wished(0, 0, 0), SIZES);
        assertThat(PROGRESS).anyMatch(line -> line.contains("registry") && line.contains("has crashed"));
        assertThat(PlatformStatus.of(home, state).trouble()).isEmpty();
        assertThat(new RegistrySubjects(state.registryUrl())
                        .register("transactions-value", Transaction.getClassSchema())
                        .isNew())
                .as("schemas survive their server")
                .isFalse();
    }

    @Test
    @Order(6)
    void aNewJobManagerIsReadyWhenTheOldTaskManagerIsItsOwn() {
        ProcessRecord jobManager = state.process(FlinkProcesses.JOB_MANAGER).orElseThrow();
        ProcessRecord taskManager = state.process(FlinkProcesses.TASK_MANAGER).orElseThrow();
        jobManager.find().orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).until(() -> !jobManager.isAlive());

        state = platform.up(PlatformPorts.wished(0, 0, 0), SIZES);

        assertThat(PlatformStatus.of(home, state).trouble()).isEmpty();
        assertThat(state.process(FlinkProcesses.TASK_MANAGER)).contains(taskManager);
        assertThat(state.process(FlinkProcesses.JOB_MANAGER).orElseThrow().pid())
                .isNotEqualTo(jobManager.pid());
    }

    @Test
    @Order(7)
    void downLeavesNothing() {
        List<ProcessRecord> processes = state.processes();
        platform.down(false);
        assertThat(processes).noneMatch(ProcessRecord::isAlive);
        assertThat(processes.stream().flatMap(process -> process.ports().stream()))
                .allMatch(LoopbackPorts::isFree);
        assertThat(PlatformState.read(home)).isEmpty();
        assertThat(home.root().resolve("data")).doesNotExist();
        assertThat(home.logs()).doesNotExist();
    }
}
