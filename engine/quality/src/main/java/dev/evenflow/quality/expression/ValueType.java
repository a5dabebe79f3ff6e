package dev.evenflow.quality.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;

/** What a field is in an expression. Times are {@code WHOLE}: milliseconds since 1970. Decimals are {@code REAL}. */
public enum ValueType {
    TEXT(SimpleType.STRING),
    WHOLE(SimpleType.INT),
    REAL(SimpleType.DOUBLE),
    FLAG(SimpleType.BOOL),
    LIST(SimpleType.DYN),
    ANY(SimpleType.DYN);

    final CelType cel;

    ValueType(CelType cel) {
        this.cel = cel;
    }
}
