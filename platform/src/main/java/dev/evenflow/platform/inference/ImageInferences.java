package dev.evenflow.platform.inference;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.inference.InferenceStatus;
import dev.evenflow.inference.Media;
import dev.evenflow.inference.Score;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Pictures of identity documents, as it were: PNG files of noise, some of them shown again by somebody else. */
final class ImageInferences implements Iterator<Inference> {
    private static final String MODEL = "document-check";

    private final int count;
    private final double equal;
    private final long startMillis;
    private final Population population;
    private final SplittableRandom random;
    private final long imageSeed;
    private int made;
    private int distinct;

    /** @param equal share of pictures that were shown before */
    ImageInferences(int count, double equal, Instant start, Population population, SplittableRandom random) {
        this.count = count;
        this.equal = equal;
        this.startMillis = start.toEpochMilli();
        this.population = population;
        this.random = random;
        this.imageSeed = random.nextLong();
    }

    @Override
    public boolean hasNext() {
        return made < count;
    }

    @Override
    public Inference next() {
        int number = made++;
        long time = startMillis + number * 1_000L;
        int image = distinct > 0 && random.nextDouble() < equal ? random.nextInt(distinct) : distinct++;
        int subject = population.draw(random);
        InferenceRequest request = new InferenceRequest();
        request.setInferenceId("img-" + Long.toString(startMillis, 36) + "-" + number);
        request.setSubjectId(Population.idOf(subject));
        request.setRegion(population.regionOf(subject));
        request.setRequestTime(Instant.ofEpochMilli(time));
        request.setOperationName("predict");
        request.setRequestModel(MODEL);
        byte[] png = png(image);
        request.setMedia(List.of(new Media("image/png", null, null, (long) png.length, ByteBuffer.wrap(png))));
        request.setProducer("simulator");
        InferenceResponse response = new InferenceResponse();
        response.setInferenceId(request.getInferenceId());
        response.setSubjectId(request.getSubjectId());
        response.setRegion(request.getRegion());
        response.setResponseTime(Instant.ofEpochMilli(time + 300));
        response.setStatus(InferenceStatus.OK);
        response.setResponseModel(MODEL);
        response.setScores(List.of(new Score("genuine", random.nextDouble())));
        response.setProducer("simulator");
        return new Inference(time, request, response);
    }

    /** Noise over a few large shapes, so that it compresses as little as a photograph does. 5 to 60 kB. */
    private byte[] png(int number) {
        SplittableRandom of = new SplittableRandom(imageSeed + number);
        int side = of.nextInt(50, 143);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, (x / 16 * 40 << 16 | y / 16 * 40 << 8) ^ (of.nextInt() & 0x7F7F7F));
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }
}
