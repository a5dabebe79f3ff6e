/** The manifests of flink-conf/kubernetes, rendered and compared with what a cluster takes. */
@NullMarked
package dev.evenflow.platform.kubernetes;

import org.jspecify.annotations.NullMarked;
