package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractField;
import dev.evenflow.quality.contract.LogicalType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * A writer's schema against the contract: done once for each schema. Broken is what readers of the contract cannot live with: a required
 * field that is not there, or a type that does not carry the contract's. The rest is said, but breaks nothing.
 */
public record SchemaCheck(List<Finding> findings) {
    /** @param breaking whether records of this schema break the contract by that alone */
    public record Finding(String field, String problem, boolean breaking) {
        @Override
        public String toString() {
            return field + ": " + problem;
        }
    }

    public SchemaCheck {
        findings = List.copyOf(findings);
    }

    public static SchemaCheck of(Contract contract, Schema writer) {
        List<Finding> findings = new ArrayList<>();
        for (ContractField field : contract.fields()) {
            if (parentMissing(contract, field, writer)) continue;
            FieldReader reader = FieldReader.of(writer, field.path());
            Schema schema = reader.schema();
            if (schema == null) {
                findings.add(new Finding(field.path(), "is in the contract but not in the data", field.required()));
                continue;
            }
            LogicalType type = field.type();
            if (type != null && !carries(schema, type, field))
                findings.add(new Finding(
                        field.path(), "is " + name(schema) + ", which does not carry " + lower(type), true));
        }
        Set<String> known = new HashSet<>();
        for (ContractField field : contract.fields()) known.add(field.path());
        extra(writer, "", known, findings);
        return new SchemaCheck(findings);
    }

    public boolean compatible() {
        for (Finding finding : findings) if (finding.breaking) return false;
        return true;
    }

    /** What breaks the contract, in one line; empty where nothing does. */
    public String breakingProblems() {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings)
            if (finding.breaking) text.append(text.isEmpty() ? "" : "; ").append(finding);
        return text.toString();
    }

    /** A field within an object that is not there needs no finding of its own. */
    private static boolean parentMissing(Contract contract, ContractField field, Schema writer) {
        int dot = field.path().lastIndexOf('.');
        if (dot < 0) return false;
        String parent = field.path().substring(0, dot);
        return contract.field(parent) != null && !FieldReader.of(writer, parent).exists();
    }

    private static boolean carries(Schema schema, LogicalType type, ContractField field) {
        if (schema.getType() == Schema.Type.UNION) {
            for (Schema branch : schema.getTypes())
                if (branch.getType() != Schema.Type.NULL && !carries(branch, type, field)) return false;
            return true;
        }
        String logical =
                schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
        boolean text = schema.getType() == Schema.Type.STRING;
        boolean saidToBeText = field.physicalType().toLowerCase(Locale.ROOT).startsWith("string");
        return switch (type) {
            case STRING ->
                text
                        || schema.getType() == Schema.Type.ENUM
                        || (schema.getType() == Schema.Type.BYTES || schema.getType() == Schema.Type.FIXED)
                                && !logical.equals("decimal");
            case DATE, TIMESTAMP, TIME ->
                schema.getType() == Schema.Type.LONG
                        || schema.getType() == Schema.Type.INT
                        || text && (saidToBeText || !field.format().isEmpty());
            case INTEGER ->
                (schema.getType() == Schema.Type.LONG || schema.getType() == Schema.Type.INT) || text && saidToBeText;
            case NUMBER ->
                switch (schema.getType()) {
                    case INT, LONG, FLOAT, DOUBLE -> true;
                    case BYTES, FIXED -> logical.equals("decimal");
                    default -> text && saidToBeText;
                };
            case BOOLEAN -> schema.getType() == Schema.Type.BOOLEAN || text && saidToBeText;
            case ARRAY -> schema.getType() == Schema.Type.ARRAY;
            case MAP -> schema.getType() == Schema.Type.MAP;
            case OBJECT -> schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.MAP;
        };
    }

    private static void extra(Schema schema, String prefix, Set<String> known, List<Finding> findings) {
        if (schema.getType() != Schema.Type.RECORD) return;
        for (Schema.Field field : schema.getFields()) {
            String path = prefix + field.name();
            if (!known.contains(path)) findings.add(new Finding(path, "is in the data but not in the contract", false));
            else if (known.stream().anyMatch(other -> other.startsWith(path + ".")))
                extra(FieldReader.present(field.schema()), path + ".", known, findings);
        }
    }

    private static String name(Schema schema) {
        return schema.getLogicalType() == null
                ? lower(schema.getType())
                : lower(schema.getType()) + " (" + schema.getLogicalType().getName() + ")";
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
