package dev.evenflow.scorer;

import picocli.CommandLine.Command;

/** {@code scorer check}. */
@Command(
        name = "check",
        description = "Whether XGBoost's native library runs here; if not, what to install.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Runnable {
    @Override
    public void run() {
        BoostingLibrary.require();
        System.out.println("XGBoost's native library runs here");
    }
}
