package dev.evenflow.platform.inference;

import dev.evenflow.platform.PlatformException;
import java.util.List;
import java.util.SplittableRandom;

/** The made-up people that inferences are about, each at home in one region. */
public record Population(int subjects, List<String> regions) {
    public Population {
        regions = List.copyOf(regions);
        if (subjects < 1) throw new PlatformException("--subjects is " + subjects + ", expected at least 1");
        if (regions.isEmpty() || regions.stream().anyMatch(String::isBlank))
            throw new PlatformException("--regions is " + regions + ", expected names separated by commas");
    }

    /** A subject's region never changes. The first region has about two thirds of the people. */
    String regionOf(int subject) {
        return regions.size() == 1 || subject % 3 != 0
                ? regions.get(0)
                : regions.get(1 + subject / 3 % (regions.size() - 1));
    }

    int draw(SplittableRandom random) {
        return random.nextInt(subjects);
    }

    static String idOf(int subject) {
        return "person-" + subject;
    }
}
