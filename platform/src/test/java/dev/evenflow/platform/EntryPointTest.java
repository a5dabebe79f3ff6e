package dev.evenflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When {@code ./evenflow} builds: a copy of it in a project of empty files, with a Maven and a Java that only say so. */
class EntryPointTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String SOURCE = "jobs/count/src/main/java/Count.java";
    private static final List<String> SOURCES = List.of("pom.xml", "jobs/count/pom.xml", SOURCE);
    private static final List<String> BUILT = List.of(
            "platform/target/evenflow-platform-0.1.0-SNAPSHOT.jar",
            "examples/scorer/target/evenflow-example-scorer-0.1.0-SNAPSHOT.jar",
            "benchmarks/target/evenflow-benchmarks.jar",
            "jobs/count/target/evenflow-count-0.1.0-SNAPSHOT-job.jar");
    private static final String STAMP = "platform/target/evenflow.built";

    @TempDir
    private Path directory;

    private Path project;

    @BeforeEach
    void cleanClone() throws IOException {
        // a blank in the path is nothing special
        project = directory.resolve("a project");
        for (String source : SOURCES) write(source, "", 0);
        script("evenflow", Files.readString(Project.locate().root().resolve("evenflow")));
        StringBuilder maven = new StringBuilder("#!/bin/sh\n");
        for (String built : BUILT)
            maven.append("mkdir -p $(dirname ")
                    .append(built)
                    .append(") && touch ")
                    .append(built)
                    .append('\n');
        script("mvnw", maven.toString());
        script(
                "jdk/bin/java",
                "#!/bin/sh\nif [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.1\"' >&2; else echo ran; fi\n");
    }

    @Test
    void whatWasNeverBuiltIsBuiltOnce() throws Exception {
        assertThat(builds()).isTrue();
        assertThat(builds()).isFalse();
    }

    @Test
    void whatMavenBuiltIsNotBuiltAgain() throws Exception {
        for (String built : BUILT) write(built, "", 10);
        assertThat(builds()).isFalse();
        assertThat(project.resolve(STAMP)).doesNotExist();
    }

    @Test
    void whatMavenBuiltAfterThisScriptDidIsNotBuiltAgain() throws Exception {
        write(STAMP, "", 1);
        write(SOURCE, "", 5);
        for (String built : BUILT) write(built, "", 10);
        assertThat(builds()).isFalse();
    }

    @Test
    void aSourceThatIsNewerThanOneOfTheBuiltFilesIsBuilt() throws Exception {
        for (String built : BUILT) write(built, "", 10);
        write(BUILT.get(3), "", 4);
        write(SOURCE, "", 5);
        assertThat(builds()).isTrue();
        assertThat(builds()).isFalse();
    }

    @Test
    void aMissingJobIsBuiltWhateverTheStampSays() throws Exception {
        for (String built : BUILT) write(built, "", 10);
        write(STAMP, "", 10);
        Files.delete(project.resolve(BUILT.get(3)));
        assertThat(builds()).isTrue();
    }

    /** Runs it; what it runs in the end is the same either way. */
    private boolean builds() throws Exception {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(project.resolve("evenflow").toString(), "help")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", project.resolve("jdk").toString());
        builder.environment().put("EVENFLOW_HOME", directory.resolve("home").toString());
        builder.environment().remove("EVENFLOW_NO_BUILD");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(text).endsWith("ran\n");
        return text.contains("Building Evenflow");
    }

    private void script(String file, String text) throws IOException {
        write(file, text, 0);
        Files.setPosixFilePermissions(project.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void write(String file, String text, int minute) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.from(NOW.plusSeconds(60L * minute)));
    }
}
