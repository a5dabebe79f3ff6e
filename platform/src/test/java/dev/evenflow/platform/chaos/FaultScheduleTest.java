package dev.evenflow.platform.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.platform.PlatformException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static final List<FaultKind> ALL = Arrays.asList(FaultKind.values());
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    @Test
    void theSameSeedGivesTheSameFaults() {
        assertThat(FaultSchedule.of(7, 100, ALL, OUTAGE)).isEqualTo(FaultSchedule.of(7, 100, ALL, OUTAGE));
        assertThat(FaultSchedule.of(7, 100, ALL, OUTAGE)).isNotEqualTo(FaultSchedule.of(8, 100, ALL, OUTAGE));
    }

    @Test
    void everyKindComesBeforeAnyComesAgain() {
        List<FaultSchedule.Planned> faults =
                FaultSchedule.of(1, 2 * ALL.size(), ALL, OUTAGE).faults();
        assertThat(faults.subList(0, ALL.size()))
                .extracting(FaultSchedule.Planned::kind)
                .containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(faults)
                .filteredOn(fault -> fault.kind() == FaultKind.BROKER_DOWN)
                .allSatisfy(fault -> assertThat(fault.length()).isEqualTo(OUTAGE));
    }

    @Test
    void someLastLongerThanAHeartbeatAndSomeDoNot() {
        assertThat(FaultSchedule.of(1, 40, List.of(FaultKind.TASKMANAGER_STOP), OUTAGE)
                        .faults())
                .extracting(fault -> fault.length().toSeconds())
                .anyMatch(seconds -> seconds > 15)
                .anyMatch(seconds -> seconds < 15);
    }

    @Test
    void aKindIsNamedInFullOrByItsVictim() {
        assertThat(FaultKind.parse(List.of("poison", "jobmanager", "jobmanager-kill")))
                .containsExactly(
                        FaultKind.POISON,
                        FaultKind.JOBMANAGER_KILL,
                        FaultKind.JOBMANAGER_STOP,
                        FaultKind.JOBMANAGER_DISK);
        assertThatThrownBy(() -> FaultKind.parse(List.of("earthquake")))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("--only names 'earthquake', expected [taskmanager-kill,");
    }
}
