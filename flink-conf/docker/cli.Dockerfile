# Image of the command line, for what runs by schedule: ./evenflow backfill, archive retain, archive maintain. It never builds. Build it at the
# root of the project after ./mvnw package -DskipTests:
#
#   docker build -f flink-conf/docker/cli.Dockerfile -t registry.example/evenflow-cli:0.1.0 .
FROM eclipse-temurin:17-jre
RUN groupadd --gid 9999 evenflow && useradd --uid 9999 --gid 9999 --no-create-home --shell /usr/sbin/nologin evenflow
COPY evenflow LICENSE NOTICE /opt/evenflow/
COPY flink-conf /opt/evenflow/flink-conf
COPY schemas/src/main/avro /opt/evenflow/schemas/src/main/avro
COPY platform/target/evenflow-platform-*.jar /opt/evenflow/platform/target/
COPY platform/target/lib /opt/evenflow/platform/target/lib
# the backfill runs the job, with Flink's classes in one JVM
COPY platform/processes/flink/target/dist /opt/evenflow/platform/processes/flink/target/dist
COPY jobs/fraud-features/pom.xml /opt/evenflow/jobs/fraud-features/
COPY jobs/fraud-features/src/main/resources /opt/evenflow/jobs/fraud-features/src/main/resources
COPY jobs/fraud-features/target/evenflow-fraud-features-*-job.jar /opt/evenflow/jobs/fraud-features/target/
ENV EVENFLOW_NO_BUILD=1 EVENFLOW_HOME=/tmp/evenflow
USER 9999:9999
ENTRYPOINT ["/opt/evenflow/evenflow"]
