package dev.evenflow.flink.files;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Parquet's compressions UNCOMPRESSED, SNAPPY, GZIP and ZSTD. Parquet's own factory takes them from Hadoop, which would
 * bring Hadoop's configuration and its XML parsers into every job. Stateless.
 */
public final class ParquetCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return new Compressor(supported(codec));
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new Decompressor(supported(codec));
    }

    @Override
    public void release() {}

    private static CompressionCodecName supported(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD -> codec;
            default ->
                throw new IllegalArgumentException(
                        "Parquet compression " + codec + ", expected UNCOMPRESSED, SNAPPY, GZIP or ZSTD");
        };
    }

    private record Compressor(CompressionCodecName codec) implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            return switch (codec) {
                case SNAPPY -> BytesInput.from(Snappy.compress(bytes.toByteArray()));
                case GZIP -> BytesInput.from(gzip(bytes.toByteArray()));
                case ZSTD -> BytesInput.from(Zstd.compress(bytes.toByteArray()));
                default -> bytes;
            };
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {}

        private static byte[] gzip(byte[] bytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2 + 64);
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(bytes);
            }
            return packed.toByteArray();
        }
    }

    private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            return codec == CompressionCodecName.UNCOMPRESSED
                    ? bytes
                    : BytesInput.from(decompress(bytes.toByteArray(), size));
        }

        @Override
        public void decompress(ByteBuffer input, int packedSize, ByteBuffer output, int size) throws IOException {
            byte[] packed = new byte[packedSize];
            input.get(packed);
            output.put(codec == CompressionCodecName.UNCOMPRESSED ? packed : decompress(packed, size));
        }

        private byte[] decompress(byte[] packed, int size) throws IOException {
            byte[] plain =
                    switch (codec) {
                        case SNAPPY -> Snappy.uncompress(packed);
                        case GZIP -> new GZIPInputStream(new ByteArrayInputStream(packed)).readNBytes(size);
                        case ZSTD -> zstd(packed, size);
                        default -> packed;
                    };
            if (plain.length != size)
                throw new IOException("a Parquet page of " + plain.length + " bytes, expected " + size);
            return plain;
        }

        private static byte[] zstd(byte[] packed, int size) throws IOException {
            byte[] plain = new byte[size];
            long length = Zstd.decompress(plain, packed);
            if (Zstd.isError(length)) throw new IOException("a damaged Parquet page: " + Zstd.getErrorName(length));
            return plain;
        }

        @Override
        public void release() {}
    }
}
