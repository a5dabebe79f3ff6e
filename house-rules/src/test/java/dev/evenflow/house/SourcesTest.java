package dev.evenflow.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What ArchUnit does not see in classes: how long our Java files are, and what their comments put off. */
class SourcesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int LONGEST = 400;
    private static final Pattern PUT_OFF = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X{3})\\b");

    @Test
    void filesAreShortAndFinished() throws IOException {
        List<String> findings = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > LONGEST)
                findings.add(ROOT.relativize(file) + ": " + lines.size() + " lines, expected at most " + LONGEST);
            for (int i = 0; i < lines.size(); i++)
                if (PUT_OFF.matcher(lines.get(i)).find())
                    findings.add(ROOT.relativize(file) + ":" + (i + 1) + ": do it, or write down why not");
        }
        assertThat(findings).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }
}
