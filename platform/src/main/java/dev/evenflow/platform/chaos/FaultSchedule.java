package dev.evenflow.platform.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which faults in which order; the same for the same seed. Every kind comes before any comes again. */
record FaultSchedule(List<Planned> faults) {
    /** Beyond the heartbeat's 15 seconds as well as short of it. */
    private static final int SHORTEST_SECONDS = 4;

    private static final int LONGEST_SECONDS = 24;
    private static final int LONGEST_PAUSE_MILLIS = 4_000;

    FaultSchedule {
        faults = List.copyOf(faults);
    }

    /**
     * @param length how long it lasts; zero for a kill
     * @param pause before it, so that it meets checkpoints and commits at any point
     */
    record Planned(int number, FaultKind kind, Duration length, Duration pause) {}

    static FaultSchedule of(long seed, int count, List<FaultKind> kinds, Duration outage) {
        Random random = new Random(seed);
        List<Planned> faults = new ArrayList<>();
        List<FaultKind> round = new ArrayList<>();
        while (faults.size() < count) {
            if (round.isEmpty()) {
                round.addAll(kinds);
                Collections.shuffle(round, random);
            }
            FaultKind kind = round.remove(0);
            Duration some =
                    Duration.ofSeconds(SHORTEST_SECONDS + random.nextInt(LONGEST_SECONDS - SHORTEST_SECONDS + 1));
            Duration pause = Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS));
            Duration length =
                    switch (kind) {
                        case BROKER_DOWN -> outage;
                        case TASKMANAGER_KILL, JOBMANAGER_KILL, BROKER_KILL, CLOCK_FORWARD, CLOCK_BACK, POISON ->
                            Duration.ZERO;
                        default -> some;
                    };
            faults.add(new Planned(faults.size() + 1, kind, length, pause));
        }
        return new FaultSchedule(faults);
    }
}
