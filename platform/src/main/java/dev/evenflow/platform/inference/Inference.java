package dev.evenflow.platform.inference;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response.
 *
 * @param timeMillis simulated time of the request, epoch milliseconds
 * @param response null where none ever comes
 */
public record Inference(long timeMillis, InferenceRequest request, @Nullable InferenceResponse response) {}
