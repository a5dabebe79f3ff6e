package dev.evenflow.quality.contract;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keys of ODCS 3.0 and 3.1 by where they stand, so that a misspelt one is found. */
final class Keys {
    static final Set<String> TOP = of(
            "apiVersion",
            "kind",
            "id",
            "name",
            "version",
            "status",
            "tenant",
            "domain",
            "dataProduct",
            "description",
            "servers",
            "schema",
            "support",
            "price",
            "team",
            "roles",
            "slaDefaultElement",
            "slaProperties",
            "tags",
            "authoritativeDefinitions",
            "customProperties",
            "contractCreatedTs");
    static final Set<String> OBJECT = of(
            "id",
            "name",
            "physicalName",
            "physicalType",
            "logicalType",
            "businessName",
            "description",
            "dataGranularityDescription",
            "properties",
            "quality",
            "relationships",
            "tags",
            "deprecated",
            "authoritativeDefinitions",
            "customProperties");
    static final Set<String> PROPERTY = of(
            "id",
            "name",
            "physicalName",
            "physicalType",
            "logicalType",
            "logicalTypeOptions",
            "businessName",
            "description",
            "required",
            "unique",
            "primaryKey",
            "primaryKeyPosition",
            "partitioned",
            "partitionKeyPosition",
            "classification",
            "encryptedName",
            "transformSourceObjects",
            "transformLogic",
            "transformDescription",
            "examples",
            "criticalDataElement",
            "quality",
            "properties",
            "items",
            "enum",
            "relationships",
            "tags",
            "deprecated",
            "authoritativeDefinitions",
            "customProperties");
    static final Set<String> OPTIONS = of(
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "required",
            "timezone",
            "defaultTimezone");
    static final Set<String> OPERATORS = operators();
    static final Set<String> QUALITY = of(
            List.of(
                    "id",
                    "name",
                    "type",
                    "description",
                    "metric",
                    "rule",
                    "arguments",
                    "validValues",
                    "missingValues",
                    "pattern",
                    "properties",
                    "unit",
                    "query",
                    "engine",
                    "implementation",
                    "dimension",
                    "method",
                    "severity",
                    "businessImpact",
                    "scheduler",
                    "schedule",
                    "tags",
                    "authoritativeDefinitions",
                    "customProperties"),
            OPERATORS);
    static final Set<String> ARGUMENTS = of("validValues", "missingValues", "pattern", "properties");
    static final Set<String> SLA = of(
            "id", "property", "value", "valueExt", "unit", "element", "driver", "description", "scheduler", "schedule");
    static final Set<String> CUSTOM = of("id", "property", "value", "description");
    static final Set<String> MEMBER = of(
            "id",
            "username",
            "name",
            "description",
            "role",
            "dateIn",
            "dateOut",
            "replacedByUsername",
            "tags",
            "authoritativeDefinitions",
            "customProperties");
    static final Set<String> TEAM =
            of("id", "name", "description", "members", "tags", "authoritativeDefinitions", "customProperties");

    private Keys() {}

    static Set<String> of(String... keys) {
        return new LinkedHashSet<>(List.of(keys));
    }

    static Set<String> of(Iterable<String> keys, Iterable<String> more) {
        Set<String> all = new LinkedHashSet<>();
        keys.forEach(all::add);
        more.forEach(all::add);
        return all;
    }

    private static Set<String> operators() {
        Set<String> keys = new LinkedHashSet<>();
        for (Bound.Operator operator : Bound.Operator.values()) {
            keys.add(operator.key);
            keys.add(operator.alias);
        }
        return keys;
    }
}
