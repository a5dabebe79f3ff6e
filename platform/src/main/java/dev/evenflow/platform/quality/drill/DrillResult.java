package dev.evenflow.platform.quality.drill;

import dev.evenflow.quality.event.QualityIncident;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one fault was found.
 *
 * @param incident the one that was expected, if it came
 * @param secondsToOpen from the fault to the incident in its topic; NaN if it never came
 * @param secondsToClear from the fault's end to the incident's; NaN if it never ended
 * @param others incidents that somebody was told about besides
 */
record DrillResult(
        DrillFault fault,
        Optional<QualityIncident> incident,
        double secondsToOpen,
        double secondsToClear,
        List<QualityIncident> others) {

    boolean isGood() {
        return incident.isPresent()
                && others.isEmpty()
                && secondsToOpen <= fault.toOpen().toSeconds()
                && secondsToClear <= fault.toClear().toSeconds();
    }

    static String header() {
        return String.format(
                Locale.ROOT,
                "%-22s %-44s %10s %10s  %s",
                "fault",
                "its incident",
                "opened",
                "cleared",
                "other incidents");
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-22s %-44s %10s %10s  %s",
                fault.text(),
                incident.isPresent() ? fault.expected() : "none, expected " + fault.expected(),
                seconds(secondsToOpen),
                seconds(secondsToClear),
                others.isEmpty()
                        ? "none"
                        : others.size() + ": "
                                + others.stream().map(DrillResult::shortly).toList());
    }

    static String shortly(QualityIncident incident) {
        return incident.getDimension() + " of " + incident.getDataset()
                + (incident.getSubject().isEmpty() ? "" : " " + incident.getSubject()) + " (" + incident.getSummary()
                + ")";
    }

    private static String seconds(double seconds) {
        return Double.isNaN(seconds) ? "never" : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
