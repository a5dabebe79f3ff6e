package dev.evenflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every {@code ./evenflow …} that the documentation shows is one that the command line understands. */
class DocumentedCommandsTest {
    private static final Pattern CALL = Pattern.compile("\\./evenflow ([a-z][^`#|\\n]*)");

    @Test
    void theDocumentationShowsRealCommandsAndOptions() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Path page : pages()) {
            Matcher call = CALL.matcher(Files.readString(page));
            while (call.find()) {
                String problem = problem(call.group(1).trim().split("\\s+"));
                if (problem != null) unknown.add(page.getFileName() + ": ./evenflow " + call.group(1) + ": " + problem);
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void theReadmeNamesEveryCommand() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        assertThat(EvenflowCli.commandLine().getSubcommands().keySet().stream()
                        .filter(command -> !Pattern.compile("`(\\./evenflow )?" + command + "\\b")
                                .matcher(readme)
                                .find()))
                .as("commands that README.md does not mention")
                .isEmpty();
    }

    private static @Nullable String problem(String[] words) {
        if (words[0].equals("help")) return null;
        CommandLine command = EvenflowCli.commandLine();
        for (String word : words) {
            if (word.equals("--")) return null;
            Map<String, CommandLine> subcommands = command.getSubcommands();
            if (!subcommands.isEmpty()) {
                CommandLine next = subcommands.get(word);
                if (next == null) return "no command '" + word + "'";
                command = next;
            } else if (word.startsWith("--")
                    && command.getCommandSpec().findOption(word.replaceFirst("=.*", "")) == null) {
                return "no option '" + word + "'";
            }
        }
        return null;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("../docs"))) {
            return Stream.concat(
                            Stream.of("../README.md", "../CONTRIBUTING.md", "../schemas/README.md", "README.md")
                                    .map(Path::of),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .filter(Files::exists)
                    .toList();
        }
    }
}
