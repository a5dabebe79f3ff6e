package dev.evenflow.quality.incident;

/**
 * Something happened to an incident.
 *
 * @param incident as it is after the change
 * @param tell whether somebody is to be told
 */
public record IncidentChange(Kind kind, Incident incident, boolean tell) {
    /** In the life of an incident: opened once, updated any number of times, resolved once. */
    public enum Kind {
        OPENED,
        UPDATED,
        RESOLVED
    }
}
