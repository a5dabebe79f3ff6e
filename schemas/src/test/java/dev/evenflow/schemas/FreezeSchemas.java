package dev.evenflow.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;

/** The freeze step: generates the contracts of feature topics, then writes each schema that differs from its newest frozen version as the next one, with golden records. */
final class FreezeSchemas {
    static final String COMMAND = "./mvnw -pl schemas -am test-compile -Pfreeze";

    private FreezeSchemas() {}

    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<Path, String> contract : FeatureContracts.generate().entrySet())
            Files.writeString(contract.getKey(), contract.getValue());
        for (Contract contract : Contract.all()) {
            List<FrozenVersion> versions = FrozenVersion.of(contract.subject());
            if (!versions.isEmpty()
                    && versions.get(versions.size() - 1)
                            .schema()
                            .toString()
                            .equals(contract.schema().toString())) continue;
            FrozenVersion version = new FrozenVersion(contract.subject(), versions.size() + 1);
            Files.createDirectories(version.schemaFile().getParent());
            Files.copy(contract.schemaFile(), version.schemaFile());
            for (String variant : SampleRecord.VARIANTS) {
                GenericData.Record record = SampleRecord.of(version.schema(), variant);
                Files.write(version.recordFile(variant), SampleRecord.encode(record));
                Files.writeString(version.readableFile(variant), SampleRecord.toJson(record) + "\n");
            }
            System.out.println(
                    "froze " + version + " in " + version.schemaFile().getParent());
        }
    }
}
