package dev.evenflow.fraud.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** One file of an output: under a hidden name until it is complete. */
final class OutputPart<T> {
    private final Path hidden;
    private final Path complete;
    private final FSDataOutputStream stream;
    private final BulkWriter<T> writer;

    OutputPart(Path folder, String name, BulkWriter.Factory<T> writers) throws IOException {
        Files.createDirectories(folder);
        this.hidden = folder.resolve("." + name + ".inprogress");
        this.complete = folder.resolve(name);
        this.stream = LocalFileSystem.getSharedInstance()
                .create(new org.apache.flink.core.fs.Path(hidden.toUri()), FileSystem.WriteMode.NO_OVERWRITE);
        this.writer = writers.create(stream);
    }

    void add(T element) throws IOException {
        writer.addElement(element);
    }

    /** Not called where something went wrong: what is hidden is no output. */
    void complete() throws IOException {
        writer.flush();
        writer.finish();
        stream.close();
        Files.move(hidden, complete, StandardCopyOption.ATOMIC_MOVE);
    }
}
