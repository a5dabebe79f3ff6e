package dev.evenflow.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The project's Markdown: what it links to is there, and every module has its page. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#)([^)#\\s]+)(#[^)]*)?\\)");

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : find(".md")) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find())
                if (!Files.exists(page.resolveSibling(link.group(1))))
                    broken.add(ROOT.relativize(page) + " → " + link.group(1));
        }
        assertThat(broken).as("links to files that are not there").isEmpty();
    }

    @Test
    void everyModuleSaysWhatItIsFor() throws IOException {
        List<Path> without = find("pom.xml").stream()
                .map(Path::getParent)
                // those below platform/processes are lists of jars, explained in platform/README.md
                .filter(module -> !module.getParent().endsWith("processes"))
                .filter(module -> !Files.exists(module.resolve("README.md")))
                .toList();
        assertThat(without).as("modules without a README.md").isEmpty();
    }

    private static List<Path> find(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 8)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .filter(file -> !file.toString().contains("/target/")
                            && !file.toString().contains("/.evenflow/"))
                    .toList();
        }
    }
}
