package dev.evenflow.platform.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.process.Http;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the command line asks the JobManager. Errors name the URL. */
public final class FlinkRest {
    private final String url;

    public FlinkRest(String url) {
        this.url = url;
    }

    /**
     * @param state Flink's word, for example {@code RUNNING}
     * @param tasks number of tasks by Flink's word for their state
     */
    public record JobSummary(String id, String name, String state, long startMillis, Map<String, Integer> tasks) {
        public boolean isOver() {
            return state.equals("FAILED") || state.equals("CANCELED") || state.equals("FINISHED");
        }
    }

    /**
     * One operator chain of a job.
     *
     * @param recordsIn read so far by all its subtasks, from other chains
     * @param recordsOut written so far by all its subtasks, to other chains
     */
    public record Vertex(String id, String name, int parallelism, String state, long recordsIn, long recordsOut) {}

    public String jobUrl(String jobId) {
        return url + "/#/job/running/" + jobId + "/overview";
    }

    public List<JobSummary> jobs() {
        List<JobSummary> jobs = new ArrayList<>();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            jobs.add(summary(job));
        }
        return jobs;
    }

    /** The job that is neither finished nor failed and has this name, or this id. */
    public Optional<JobSummary> activeJob(String nameOrId) {
        return jobs().stream()
                .filter(job -> !job.isOver())
                .filter(job -> job.id().equals(nameOrId)
                        || job.name().equals(nameOrId)
                        || job.name().startsWith(nameOrId + " "))
                .findFirst();
    }

    public JobSummary job(String id) {
        return jobs().stream()
                .filter(job -> job.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new PlatformException("the JobManager at " + url + " knows no job " + id));
    }

    /** The newest failure of the job with its cause, shortened to what a person reads first; empty if it never failed. */
    public Optional<String> failure(String jobId) {
        JsonNode entries = get("/jobs/" + jobId + "/exceptions?maxExceptions=1")
                .path("exceptionHistory")
                .path("entries");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        JsonNode newest = entries.get(0);
        String trace =
                newest.path("stacktrace").asText(newest.path("exceptionName").asText());
        String causes = trace.lines()
                .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t..."))
                .limit(20)
                .collect(Collectors.joining("\n"));
        String task = newest.path("taskName").asText("");
        return Optional.of((task.isEmpty() || task.equals("null") ? "" : "in " + task + "\n") + causes);
    }

    /** As {@link #failure}, but waits for it: the JobManager shows a job's state a few seconds before its failure. */
    public String failureOf(JobSummary over) {
        for (int attempt = 0; attempt < 20; attempt++) {
            Optional<String> failure = failure(over.id());
            if (failure.isPresent()) {
                return failure.get();
            }
            ManagedProcess.pause(Duration.ofMillis(300));
        }
        return "Flink gives no cause";
    }

    public List<Vertex> vertices(String jobId) {
        List<Vertex> vertices = new ArrayList<>();
        for (JsonNode vertex : get("/jobs/" + jobId).path("vertices")) {
            JsonNode metrics = vertex.path("metrics");
            vertices.add(new Vertex(
                    vertex.path("id").asText(),
                    vertex.path("name").asText(),
                    vertex.path("parallelism").asInt(),
                    vertex.path("status").asText(),
                    metrics.path("read-records").asLong(),
                    metrics.path("write-records").asLong()));
        }
        return vertices;
    }

    /** Sums, minima and so on over the subtasks of a vertex; metrics that do not exist are missing. */
    public Map<String, Double> vertexMetrics(String jobId, String vertexId, String aggregate, List<String> metrics) {
        Map<String, Double> values = new TreeMap<>();
        JsonNode answer = get("/jobs/" + jobId + "/vertices/" + vertexId + "/subtasks/metrics?agg=" + aggregate
                + "&get=" + String.join(",", metrics));
        for (JsonNode metric : answer) {
            JsonNode value = metric.path(aggregate);
            if (value.isNumber()) {
                values.put(metric.path("id").asText(), value.asDouble());
            }
        }
        return values;
    }

    /** Names of the metrics that a vertex has now. */
    public List<String> metricNames(String jobId, String vertexId) {
        List<String> names = new ArrayList<>();
        get("/jobs/" + jobId + "/vertices/" + vertexId + "/subtasks/metrics")
                .forEach(metric -> names.add(metric.path("id").asText()));
        return names;
    }

    /** Completed and failed checkpoints, and the path of the newest. */
    public JsonNode checkpoints(String jobId) {
        return get("/jobs/" + jobId + "/checkpoints");
    }

    /** Writes a savepoint and, if asked, stops the job with it. @return the savepoint's path */
    public String savepoint(String jobId, String directory, boolean stop) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("targetDirectory", directory);
        request.put(stop ? "drain" : "cancel-job", false);
        request.put("formatType", "CANONICAL");
        String trigger = send("POST", "/jobs/" + jobId + (stop ? "/stop" : "/savepoints"), request)
                .path("request-id")
                .asText();
        while (true) {
            JsonNode answer = get("/jobs/" + jobId + "/savepoints/" + trigger);
            if (answer.path("status").path("id").asText().equals("COMPLETED")) {
                JsonNode operation = answer.path("operation");
                if (operation.has("failure-cause")) {
                    throw new PlatformException("the savepoint of job " + jobId + " failed: "
                            + operation
                                    .path("failure-cause")
                                    .path("stack-trace")
                                    .asText()
                                    .lines()
                                    .filter(line -> !line.startsWith("\tat "))
                                    .collect(Collectors.joining("\n")));
                }
                return operation.path("location").asText();
            }
            ManagedProcess.pause(Duration.ofMillis(200));
        }
    }

    /** Cancels the job and waits until it is over; its last checkpoint stays. */
    public void cancel(String jobId) {
        send("PATCH", "/jobs/" + jobId + "?mode=cancel", JsonNodeFactory.instance.objectNode());
        while (!job(jobId).isOver()) {
            ManagedProcess.pause(Duration.ofMillis(200));
        }
    }

    private JsonNode send(String method, String path, JsonNode body) {
        try {
            Http.Answer answer = Http.send(method, url + path, body, "application/json");
            if (!answer.isOk()) {
                throw new PlatformException(url + path + " answers " + answer.status() + ": " + answer.text());
            }
            return answer.body();
        } catch (IOException e) {
            throw new PlatformException("the JobManager does not answer at " + url + " (" + e + ")", e);
        }
    }

    private static JobSummary summary(JsonNode job) {
        Map<String, Integer> tasks = new TreeMap<>();
        job.path("tasks").fields().forEachRemaining(entry -> {
            if (entry.getValue().asInt() > 0) {
                tasks.put(entry.getKey(), entry.getValue().asInt());
            }
        });
        return new JobSummary(
                job.path("jid").asText(),
                job.path("name").asText(),
                job.path("state").asText(),
                job.path("start-time").asLong(),
                tasks);
    }

    private JsonNode get(String path) {
        try {
            Http.Answer answer = Http.get(url + path);
            if (!answer.isOk()) {
                throw new PlatformException(url + path + " answers " + answer.status() + ": " + answer.text());
            }
            return answer.body();
        } catch (IOException e) {
            throw new PlatformException("the JobManager does not answer at " + url + " (" + e + ")", e);
        }
    }
}
