package dev.evenflow.archive.store.dataset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.shaded.org.apache.parquet.format.ColumnChunk;
import org.apache.iceberg.shaded.org.apache.parquet.format.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.format.FileMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.format.RowGroup;
import org.apache.iceberg.shaded.org.apache.parquet.format.Util;

/**
 * Puts what a Parquet footer says in no particular order into one.
 *
 * <p>Parquet's library keeps the encodings of a column chunk in a set of enum constants, whose order is another in each JVM.
 */
final class ParquetFooter {
    /** Length of the footer (4 bytes, little-endian) and the magic PAR1. */
    private static final int TAIL = 8;

    private ParquetFooter() {}

    static void sortEncodings(Path file) throws IOException {
        try (RandomAccessFile parquet = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] tail = new byte[TAIL];
            parquet.seek(parquet.length() - TAIL);
            parquet.readFully(tail);
            byte[] footer = new byte
                    [ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt()];
            long start = parquet.length() - TAIL - footer.length;
            parquet.seek(start);
            parquet.readFully(footer);
            FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
            for (RowGroup group : metadata.getRow_groups()) {
                for (ColumnChunk column : group.getColumns()) {
                    List<Encoding> encodings =
                            new ArrayList<>(column.getMeta_data().getEncodings());
                    encodings.sort(null);
                    column.getMeta_data().setEncodings(encodings);
                }
            }
            ByteArrayOutputStream sorted = new ByteArrayOutputStream(footer.length);
            Util.writeFileMetaData(metadata, sorted);
            ByteBuffer length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
            length.putInt(0, sorted.size());
            parquet.seek(start);
            parquet.write(sorted.toByteArray());
            parquet.write(tail);
            parquet.setLength(parquet.getFilePointer());
        }
    }
}
