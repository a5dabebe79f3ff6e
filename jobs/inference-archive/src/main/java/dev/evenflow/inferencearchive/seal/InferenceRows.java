package dev.evenflow.inferencearchive.seal;

import dev.evenflow.archive.join.Half;
import dev.evenflow.archive.join.Side;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedBlob;
import dev.evenflow.inference.ArchivedInference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Half rows, and whole rows made of two. */
public final class InferenceRows {
    private InferenceRows() {}

    /** What the join looks at of a half row. */
    public static Half half(ArchivedInference row) {
        boolean request = row.getRequestTopic() != null;
        ByteBuffer digest = Objects.requireNonNull(request ? row.getRequestDigest() : row.getResponseDigest());
        byte[] bytes = new byte[digest.remaining()];
        digest.duplicate().get(bytes);
        return new Half(request ? Side.REQUEST : Side.RESPONSE, row.getSubjectKey(), row.getRegion(), bytes);
    }

    /** The row of a request and its response, given in any order; made of the request's half, which it changes. */
    public static ArchivedInference pair(ArchivedInference one, ArchivedInference other) {
        boolean inOrder = one.getRequestTopic() != null;
        ArchivedInference row = inOrder ? one : other;
        ArchivedInference response = inOrder ? other : one;
        row.setStatus(ArchiveStatus.COMPLETE);
        row.setResponseTime(response.getResponseTime());
        row.setResponseStatus(response.getResponseStatus());
        row.setResponseModel(response.getResponseModel());
        if (response.getModelVersion() != null) row.setModelVersion(response.getModelVersion());
        if (response.getDeployment() != null) row.setDeployment(response.getDeployment());
        if (row.getTraceId() == null) row.setTraceId(response.getTraceId());
        row.setResponseId(response.getResponseId());
        row.setErrorType(response.getErrorType());
        row.setScores(response.getScores());
        row.setDecision(response.getDecision());
        row.setReasonCodes(response.getReasonCodes());
        row.setResponseFinishReasons(response.getResponseFinishReasons());
        row.setUsageInputTokens(response.getUsageInputTokens());
        row.setUsageOutputTokens(response.getUsageOutputTokens());
        row.setResponseProducer(response.getResponseProducer());
        row.setResponseSealed(response.getResponseSealed());
        row.setBlobs(both(row.getBlobs(), response.getBlobs()));
        row.setResponseTopic(response.getResponseTopic());
        row.setResponsePartition(response.getResponsePartition());
        row.setResponseOffset(response.getResponseOffset());
        row.setResponseDigest(response.getResponseDigest());
        return row;
    }

    private static @Nullable List<ArchivedBlob> both(
            @Nullable List<ArchivedBlob> one, @Nullable List<ArchivedBlob> other) {
        if (one == null) return other;
        if (other == null) return one;
        List<ArchivedBlob> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
