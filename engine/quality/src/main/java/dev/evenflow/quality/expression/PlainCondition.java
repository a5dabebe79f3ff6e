package dev.evenflow.quality.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.evenflow.quality.expression.RecordCondition.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plain part of CEL (fields, constants, comparisons, arithmetic, and, or, not) without its interpreter, which costs ten times as much a
 * record. It answers only what CEL would answer too: an order with null, NaN, an overflow and whatever else is in doubt is
 * {@link #IN_DOUBT}, and CEL decides.
 */
final class PlainCondition {
    static final int NO = 0;
    static final int YES = 1;
    static final int IN_DOUBT = 2;

    /** Doubles hold every whole number up to here. */
    private static final long EXACT = 1L << 53;

    private interface Truth {
        int of(Values values);
    }

    /** Null: null. {@link #DOUBT}: in doubt. */
    private interface Operand {
        @Nullable
        Object of(Values values);
    }

    private static final Object DOUBT = new Object();

    private enum Kind {
        WHOLE,
        REAL,
        TEXT,
        FLAG,
        NULL
    }

    private record Typed(Kind kind, Operand operand) {}

    private final Truth truth;

    private PlainCondition(Truth truth) {
        this.truth = truth;
    }

    /** Null where the condition is not plain. */
    static @Nullable PlainCondition of(CelAbstractSyntaxTree ast, List<String> fields) {
        Truth truth = new Compiler(ast, fields).truth(ast.getExpr());
        return truth == null ? null : new PlainCondition(truth);
    }

    int test(Values values) {
        return truth.of(values);
    }

    private record Compiler(CelAbstractSyntaxTree ast, List<String> fields) {
        @Nullable
        Truth truth(CelExpr expr) {
            if (expr.getKind() == CelExpr.ExprKind.Kind.CALL) {
                List<CelExpr> arguments = expr.call().args();
                return switch (expr.call().function()) {
                    case "_&&_" -> and(truth(arguments.get(0)), truth(arguments.get(1)));
                    case "_||_" -> or(truth(arguments.get(0)), truth(arguments.get(1)));
                    case "!_" -> not(truth(arguments.get(0)));
                    case "_==_" -> equal(operand(arguments.get(0)), operand(arguments.get(1)));
                    case "_!=_" -> not(equal(operand(arguments.get(0)), operand(arguments.get(1))));
                    case "_<_" -> ordered(operand(arguments.get(0)), operand(arguments.get(1)), -1, false);
                    case "_<=_" -> ordered(operand(arguments.get(0)), operand(arguments.get(1)), -1, true);
                    case "_>_" -> ordered(operand(arguments.get(0)), operand(arguments.get(1)), 1, false);
                    case "_>=_" -> ordered(operand(arguments.get(0)), operand(arguments.get(1)), 1, true);
                    default -> null;
                };
            }
            Typed flag = operand(expr);
            if (flag == null || flag.kind != Kind.FLAG) return null;
            Operand operand = flag.operand;
            return values -> {
                Object value = operand.of(values);
                return value instanceof Boolean yes ? (yes ? YES : NO) : IN_DOUBT;
            };
        }

        private static @Nullable Truth and(@Nullable Truth a, @Nullable Truth b) {
            if (a == null || b == null) return null;
            return values -> {
                int first = a.of(values);
                return first == YES ? b.of(values) : first;
            };
        }

        private static @Nullable Truth or(@Nullable Truth a, @Nullable Truth b) {
            if (a == null || b == null) return null;
            return values -> {
                int first = a.of(values);
                return first == NO ? b.of(values) : first;
            };
        }

        private static @Nullable Truth not(@Nullable Truth a) {
            if (a == null) return null;
            return values -> {
                int truth = a.of(values);
                return truth == IN_DOUBT ? IN_DOUBT : 1 - truth;
            };
        }

        private static @Nullable Truth equal(@Nullable Typed a, @Nullable Typed b) {
            // Numbers of two types are left to CEL.
            if (a == null || b == null || a.kind != b.kind && a.kind != Kind.NULL && b.kind != Kind.NULL) return null;
            return values -> {
                Object left = a.operand.of(values);
                Object right = b.operand.of(values);
                if (left == DOUBT || right == DOUBT) return IN_DOUBT;
                if (left == null || right == null) return left == right ? YES : NO;
                return left.equals(right) ? YES : NO;
            };
        }

        private static @Nullable Truth ordered(@Nullable Typed a, @Nullable Typed b, int sign, boolean orEqual) {
            if (a == null || b == null) return null;
            boolean numbers =
                    (a.kind == Kind.WHOLE || a.kind == Kind.REAL) && (b.kind == Kind.WHOLE || b.kind == Kind.REAL);
            if (!numbers && !(a.kind == Kind.TEXT && b.kind == Kind.TEXT)) return null;
            return values -> {
                Object left = a.operand.of(values);
                Object right = b.operand.of(values);
                if (left == null || right == null || left == DOUBT || right == DOUBT) return IN_DOUBT;
                int order;
                if (left instanceof Long x && right instanceof Long y) {
                    order = Long.compare(x, y);
                } else if (left instanceof String x && right instanceof String y) {
                    order = x.compareTo(y);
                } else {
                    double x = real(left);
                    double y = real(right);
                    if (Double.isNaN(x) || Double.isNaN(y)) return IN_DOUBT;
                    order = x < y ? -1 : x > y ? 1 : 0;
                }
                return order == 0 ? (orEqual ? YES : NO) : Integer.signum(order) == sign ? YES : NO;
            };
        }

        /** NaN where a double does not hold the number for sure. */
        private static double real(Object number) {
            if (number instanceof Double real) return real;
            return number instanceof Long whole && within(whole, EXACT) ? whole : Double.NaN;
        }

        /** {@link Math#abs} has no answer for the least of all. */
        private static boolean within(long number, long limit) {
            return number > -limit && number < limit;
        }

        private @Nullable Typed operand(CelExpr expr) {
            return switch (expr.getKind()) {
                case CONSTANT -> constant(expr.constant());
                case IDENT, SELECT -> field(expr);
                case CALL ->
                    kind(ast.getType(expr.id()).orElse(SimpleType.DYN)) == Kind.FLAG ? flag(expr) : arithmetic(expr);
                default -> null;
            };
        }

        private @Nullable Typed flag(CelExpr expr) {
            Truth truth = truth(expr);
            if (truth == null) return null;
            return new Typed(Kind.FLAG, values -> {
                int answer = truth.of(values);
                return answer == IN_DOUBT ? DOUBT : (Object) (answer == YES);
            });
        }

        private static @Nullable Typed constant(CelConstant constant) {
            return switch (constant.getKind()) {
                case NULL_VALUE -> new Typed(Kind.NULL, values -> null);
                case BOOLEAN_VALUE -> of(Kind.FLAG, constant.booleanValue());
                case INT64_VALUE -> of(Kind.WHOLE, constant.int64Value());
                case DOUBLE_VALUE -> plain(constant.doubleValue()) ? of(Kind.REAL, constant.doubleValue()) : null;
                case STRING_VALUE -> of(Kind.TEXT, constant.stringValue());
                default -> null;
            };
        }

        private static Typed of(Kind kind, Object value) {
            return new Typed(kind, values -> value);
        }

        private @Nullable Typed field(CelExpr expr) {
            CelReference reference = ast.getReferenceMap().get(expr.id());
            int index = reference == null ? -1 : fields.indexOf(reference.name());
            Kind kind = kind(ast.getType(expr.id()).orElse(SimpleType.DYN));
            if (index < 0 || kind == null) return null;
            if (kind != Kind.REAL) return new Typed(kind, values -> values.value(index));
            return new Typed(kind, values -> {
                Object value = values.value(index);
                return value instanceof Double real && !plain(real) ? DOUBT : value;
            });
        }

        private static @Nullable Kind kind(CelType type) {
            CelType target = type instanceof NullableType nullable ? nullable.targetType() : type;
            if (target.equals(SimpleType.INT)) return Kind.WHOLE;
            if (target.equals(SimpleType.DOUBLE)) return Kind.REAL;
            if (target.equals(SimpleType.STRING)) return Kind.TEXT;
            return target.equals(SimpleType.BOOL) ? Kind.FLAG : null;
        }

        /** Neither NaN, infinite nor a negative zero: numbers on which languages agree. */
        private static boolean plain(double number) {
            return Double.isFinite(number) && (number != 0 || 1 / number > 0);
        }

        private @Nullable Typed arithmetic(CelExpr expr) {
            List<CelExpr> arguments = expr.call().args();
            if (expr.call().target().isPresent() || arguments.isEmpty() || arguments.size() > 2) return null;
            Typed a = operand(arguments.get(0));
            if (a == null) return null;
            String function = expr.call().function();
            if (function.equals("abs") && a.kind == Kind.REAL)
                return new Typed(
                        Kind.REAL, values -> a.operand.of(values) instanceof Double x ? (Object) Math.abs(x) : DOUBT);
            Typed b = arguments.size() == 2 ? operand(arguments.get(1)) : null;
            if (b == null || a.kind != b.kind) return null;
            char operator = function.length() == 3 && function.charAt(0) == '_' ? function.charAt(1) : ' ';
            if (a.kind == Kind.TEXT && operator == '+')
                return new Typed(
                        Kind.TEXT,
                        values -> a.operand.of(values) instanceof String x && b.operand.of(values) instanceof String y
                                ? x + y
                                : DOUBT);
            if ("+-*".indexOf(operator) < 0 || a.kind != Kind.WHOLE && a.kind != Kind.REAL) return null;
            return new Typed(a.kind, values -> calculated(operator, a.operand.of(values), b.operand.of(values)));
        }

        private static Object calculated(char operator, @Nullable Object left, @Nullable Object right) {
            if (left instanceof Long x && right instanceof Long y) {
                long limit = operator == '*' ? 1L << 31 : 1L << 62;
                if (!within(x, limit) || !within(y, limit)) return DOUBT;
                return operator == '+' ? x + y : operator == '-' ? x - y : x * y;
            }
            if (left instanceof Double x && right instanceof Double y) {
                double result = operator == '+' ? x + y : operator == '-' ? x - y : x * y;
                return plain(result) ? result : DOUBT;
            }
            return DOUBT;
        }
    }
}
