package dev.evenflow.platform.inference;

import java.util.List;
import java.util.SplittableRandom;

/** The made-up people that inferences are about, each at home in one region. */
record Population(int subjects, List<String> regions) {
    /** A subject's region never changes. The first region has about two thirds of the people. */
    String regionOf(int subject) {
        return regions.size() == 1 || subject % 3 != 0
                ? regions.get(0)
                : regions.get(1 + subject % (regions.size() - 1));
    }

    int draw(SplittableRandom random) {
        return random.nextInt(subjects);
    }

    static String idOf(int subject) {
        return "person-" + subject;
    }
}
