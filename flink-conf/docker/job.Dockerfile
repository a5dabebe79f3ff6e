# Image of the three jobs for the operator: Flink's own image and the jars, nothing in lib/. Build it at the root of the project after
# ./mvnw package -DskipTests:
#
#   docker build -f flink-conf/docker/job.Dockerfile -t registry.example/evenflow-jobs:0.1.0 .
#
# Pin the base to a digest of yours: a tag can change.
FROM flink:2.3.0-scala_2.12-java17
COPY --chown=flink:flink jobs/fraud-features/target/evenflow-fraud-features-*-job.jar /opt/evenflow/evenflow-fraud-features.jar
COPY --chown=flink:flink jobs/inference-archive/target/evenflow-inference-archive-*-job.jar /opt/evenflow/evenflow-inference-archive.jar
COPY --chown=flink:flink jobs/quality-monitor/target/evenflow-quality-monitor-*-job.jar /opt/evenflow/evenflow-quality-monitor.jar
COPY LICENSE NOTICE /opt/evenflow/
