package dev.evenflow.platform.command;

import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.process.LogTail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow logs PROCESS}. */
@Command(name = "logs", description = "Show the last lines of a process's log.", mixinStandardHelpOptions = true)
public final class LogsCommand implements Runnable {

    @Parameters(paramLabel = "PROCESS", description = "kafka, registry, jobmanager, taskmanager or simulator.")
    private String process = "";

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "50",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int lines = 50;

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        List<Path> files = List.of(home.log(process), home.output(process));
        if (files.stream().noneMatch(Files::exists)) {
            throw new PlatformException("there is no log of '" + process + "' in " + home.logs() + "; processes are "
                    + LocalPlatform.PROCESSES);
        }
        for (Path file : files) {
            List<String> tail = LogTail.of(file, lines);
            if (!tail.isEmpty()) {
                System.out.println("==> " + file);
                tail.forEach(System.out::println);
            }
        }
    }
}
