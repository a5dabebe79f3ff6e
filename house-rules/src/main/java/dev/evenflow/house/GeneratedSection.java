package dev.evenflow.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a file that is made from the code: a test compares it, and writes it where the test is run with
 * {@code -Devenflow.update=true}.
 *
 * @param file relative to the module
 * @param begin line before the part
 * @param end line after it
 */
public record GeneratedSection(Path file, String begin, String end) {

    /** Between {@code <!-- name: generated -->} and {@code <!-- /name -->} of a Markdown file. */
    public static GeneratedSection ofMarkdown(String file, String name) {
        return new GeneratedSection(Path.of(file), "<!-- " + name + ": generated -->", "<!-- /" + name + " -->");
    }

    /** @throws AssertionError where the file holds something else, with the command that writes it anew */
    public void mustBe(String text, String command) throws IOException {
        String content = Files.readString(file);
        String part = part(content);
        if (part.equals(text)) return;
        if (!Boolean.getBoolean("evenflow.update"))
            throw new AssertionError(file + " is not what the code says between '" + begin + "' and '" + end
                    + "'. Write it anew with\n  " + command + " -Devenflow.update=true\nExpected:\n" + text);
        int from = content.indexOf(begin) + begin.length();
        Files.writeString(
                file, content.substring(0, from) + "\n" + text + "\n" + content.substring(content.indexOf(end, from)));
    }

    /** What the file holds there now. */
    public String part(String content) {
        int from = content.indexOf(begin + "\n");
        int to = content.indexOf(end, from);
        if (from < 0 || to < 0)
            throw new AssertionError(file + " has no lines '" + begin + "' and '" + end + "' to write between");
        String part = content.substring(from + begin.length() + 1, to);
        return part.endsWith("\n") ? part.substring(0, part.length() - 1) : part;
    }
}
