package dev.evenflow.platform.process;

import java.util.Optional;

/** Asks a process, in its own protocol, whether it does its work. */
@FunctionalInterface
public interface ReadyCheck {

    /** Empty if it does; else what is missing, for a person. Never throws for a process that is not there yet. */
    Optional<String> missing();
}
