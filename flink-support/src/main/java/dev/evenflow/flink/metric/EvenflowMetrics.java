package dev.evenflow.flink.metric;

import org.apache.flink.metrics.MetricGroup;

/**
 * Where an operator registers metrics of our own: below the group {@code evenflow}, named {@code JOB_WHAT_UNIT} in
 * Prometheus's style ({@code features_late_total}), with labels as key-value groups.
 *
 * <p>Flink's reporter puts its scope and the labels' keys before the name; the scrape configuration in {@code
 * flink-conf/monitoring} takes that away again. Metrics of one name must have the same labels in the same order.
 */
public final class EvenflowMetrics {
    private static final String GROUP = "evenflow";

    private EvenflowMetrics() {}

    /** @param operator the group that Flink hands to the operator */
    public static MetricGroup of(MetricGroup operator) {
        return operator.addGroup(GROUP);
    }

    /** With one label, whose values must be few. */
    public static MetricGroup of(MetricGroup operator, String label, String value) {
        return of(operator).addGroup(label, value);
    }
}
