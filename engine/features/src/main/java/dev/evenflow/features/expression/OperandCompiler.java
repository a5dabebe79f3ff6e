package dev.evenflow.features.expression;

import static dev.evenflow.features.expression.Operand.*;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.evenflow.features.expression.Operand.Flag;
import dev.evenflow.features.expression.Operand.Kind;
import dev.evenflow.features.expression.Operand.Real;
import dev.evenflow.features.expression.Operand.Text;
import dev.evenflow.features.expression.Operand.Whole;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns a checked expression into functions of a row's slots, without boxes and without CEL's interpreter. It covers the
 * common part of the language and answers as CEL does; what it does not cover makes the whole expression null here.
 */
final class OperandCompiler {
    private final Slot[] variables;
    private final boolean nulls;

    /** @param nulls whether variables may be null when the expression is evaluated */
    private OperandCompiler(Slot[] variables, boolean nulls) {
        this.variables = variables;
        this.nulls = nulls;
    }

    /** Null where CEL has to evaluate the expression. */
    static @Nullable Operand compile(CelAbstractSyntaxTree ast, Slot[] variables, boolean nulls) {
        return new OperandCompiler(variables, nulls).operand(ast.getExpr());
    }

    private @Nullable Operand operand(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> constant(expr.constant());
            case IDENT -> variable(expr.ident().name());
            case CALL -> call(expr.call());
            default -> null;
        };
    }

    private static @Nullable Operand constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case NULL_VALUE -> ofNull();
            case BOOLEAN_VALUE -> {
                int value = constant.booleanValue() ? YES : NO;
                yield flag(row -> value);
            }
            case INT64_VALUE -> {
                long value = constant.int64Value();
                yield value < LEAST ? null : whole(row -> value);
            }
            case DOUBLE_VALUE -> {
                double value = constant.doubleValue();
                yield real(row -> value);
            }
            case STRING_VALUE -> text(new Literal(constant.stringValue()));
            default -> null;
        };
    }

    private @Nullable Operand variable(String name) {
        for (Slot slot : variables) if (slot.name().equals(name)) return nulls ? orNull(slot) : value(slot);
        return null;
    }

    private static Operand value(Slot slot) {
        return switch (slot.type()) {
            case TEXT -> text(new SlotText(slot));
            case BOOLEAN -> flag(row -> row.getBoolean(slot) ? YES : NO);
            case DOUBLE ->
                real(row -> {
                    double value = row.getDouble(slot);
                    return Double.isNaN(value) ? Double.NaN : value;
                });
            case LONG -> {
                if (slot.scale() > 0) {
                    double unit = Slot.unit(slot.scale());
                    yield real(row -> row.getLong(slot) / unit);
                }
                yield whole(row -> {
                    long value = row.getLong(slot);
                    return value < LEAST ? WHOLE_DOUBT : value;
                });
            }
        };
    }

    private static Operand orNull(Slot slot) {
        Operand value = value(slot);
        return switch (value.kind()) {
            case WHOLE -> {
                Whole whole = wholeOf(value);
                yield whole(row -> row.isNull(slot) ? WHOLE_NULL : whole.of(row));
            }
            case REAL -> {
                Real real = realOf(value);
                yield real(row -> row.isNull(slot) ? REAL_NULL : real.of(row));
            }
            case FLAG -> {
                Flag flag = flagOf(value);
                yield flag(row -> row.isNull(slot) ? Operand.NULL : flag.of(row));
            }
            default -> value;
        };
    }

    private static Whole wholeOf(Operand operand) {
        return Objects.requireNonNull(operand.whole());
    }

    private static Real realOf(Operand operand) {
        return Objects.requireNonNull(operand.real());
    }

    private static Flag flagOf(Operand operand) {
        return Objects.requireNonNull(operand.flag());
    }

    private static Text textOf(Operand operand) {
        return Objects.requireNonNull(operand.text());
    }

    private @Nullable Operand call(CelExpr.CelCall call) {
        List<CelExpr> expressions = call.args();
        if (call.function().equals("@in")) return among(expressions.get(0), expressions.get(1));
        List<Operand> operands = new ArrayList<>();
        if (call.target().isPresent()) {
            Operand target = operand(call.target().get());
            if (target == null) return null;
            operands.add(target);
        }
        for (CelExpr expression : expressions) {
            Operand operand = operand(expression);
            if (operand == null) return null;
            operands.add(operand);
        }
        return switch (operands.size()) {
            case 1 -> unary(call.function(), operands.get(0));
            case 2 -> binary(call.function(), operands.get(0), operands.get(1));
            case 3 ->
                call.function().equals("_?_:_") ? choice(operands.get(0), operands.get(1), operands.get(2)) : null;
            case 4 -> call.function().equals("distance_km") ? RealOperations.distance(operands) : null;
            default -> null;
        };
    }

    private static @Nullable Operand unary(String function, Operand a) {
        if (a.kind() == Kind.FLAG && function.equals("!_")) return not(flagOf(a));
        if (a.kind() == Kind.REAL) return RealOperations.unary(function, realOf(a));
        if (a.kind() == Kind.WHOLE) return WholeOperations.unary(function, wholeOf(a));
        return null;
    }

    private static @Nullable Operand binary(String function, Operand a, Operand b) {
        Kind kind = a.kind() == Kind.NULL ? b.kind() : a.kind();
        if (b.kind() != kind && b.kind() != Kind.NULL) return null;
        Operand found =
                switch (function) {
                    case "_==_" -> equal(kind, a, b);
                    case "_!=_" -> not(flagOf(equal(kind, a, b)));
                    case "_&&_" -> kind == Kind.FLAG ? and(flagOf(a), flagOf(b)) : null;
                    case "_||_" -> kind == Kind.FLAG ? or(flagOf(a), flagOf(b)) : null;
                    default -> null;
                };
        if (found != null) return found;
        return switch (kind) {
            case REAL -> RealOperations.binary(function, realOf(a), realOf(b));
            case WHOLE -> WholeOperations.binary(function, wholeOf(a), wholeOf(b));
            case TEXT -> part(function, textOf(a), textOf(b));
            default -> null;
        };
    }

    private static Operand not(Flag a) {
        return flag(row -> {
            int value = a.of(row);
            return value <= YES ? YES - value : value == ERROR ? ERROR : DOUBT;
        });
    }

    /** What fails on one side does not matter where the other side decides; but null is no flag, which is left to CEL. */
    private static Operand and(Flag a, Flag b) {
        return flag(row -> {
            int left = a.of(row);
            if (left == NO) return NO;
            if (left == Operand.NULL || left == DOUBT) return DOUBT;
            int right = b.of(row);
            if (right == NO) return NO;
            if (left == YES && right == YES) return YES;
            return right == DOUBT || right == Operand.NULL ? DOUBT : ERROR;
        });
    }

    private static Operand or(Flag a, Flag b) {
        return flag(row -> {
            int left = a.of(row);
            if (left == YES) return YES;
            if (left == Operand.NULL || left == DOUBT) return DOUBT;
            int right = b.of(row);
            if (right == YES) return YES;
            if (left == NO && right == NO) return NO;
            return right == DOUBT || right == Operand.NULL ? DOUBT : ERROR;
        });
    }

    private static Operand equal(Kind kind, Operand a, Operand b) {
        return switch (kind) {
            case REAL -> RealOperations.equal(realOf(a), realOf(b));
            case WHOLE -> WholeOperations.equal(wholeOf(a), wholeOf(b));
            case TEXT -> equalTexts(textOf(a), textOf(b));
            case FLAG -> {
                Flag left = flagOf(a);
                Flag right = flagOf(b);
                yield flag(row -> {
                    int x = left.of(row);
                    int y = right.of(row);
                    if (x <= YES && y <= YES) return x == y ? YES : NO;
                    return Operand.equal(x, y);
                });
            }
            case NULL -> flag(row -> YES);
        };
    }

    /** Slots are compared as they lie in the row, without making strings of them. */
    private static Operand equalTexts(Text a, Text b) {
        if (b instanceof SlotText && a instanceof Literal) return equalTexts(b, a);
        if (a instanceof SlotText text && b instanceof Literal literal) {
            Slot slot = text.slot();
            byte[] utf8 = literal.value().getBytes(StandardCharsets.UTF_8);
            return flag(row -> row.textIs(slot, utf8) ? YES : NO);
        }
        if (a instanceof SlotText left && b instanceof SlotText right)
            return flag(row -> row.sameText(left.slot(), right.slot()) ? YES : NO);
        return flag(row -> {
            String x = a.of(row);
            String y = b.of(row);
            int first = answer(x);
            int second = answer(y);
            if (first == YES && second == YES) return Objects.equals(x, y) ? YES : NO;
            return Operand.equal(first, second);
        });
    }

    private record SlotText(Slot slot) implements Text {
        @Override
        public @Nullable String of(FeatureRow row) {
            return row.getText(slot);
        }
    }

    private record Literal(String value) implements Text {
        @Override
        public String of(FeatureRow row) {
            return value;
        }
    }

    /** {@code startsWith} and what is like it. */
    private static @Nullable Operand part(String function, Text a, Text b) {
        return switch (function) {
            case "startsWith" -> texts(a, b, String::startsWith);
            case "endsWith" -> texts(a, b, String::endsWith);
            case "contains" -> texts(a, b, String::contains);
            default -> null;
        };
    }

    private interface TextTest {
        boolean holds(String a, String b);
    }

    private static Operand texts(Text a, Text b, TextTest test) {
        return flag(row -> {
            String x = a.of(row);
            String y = b.of(row);
            if (x != null && y != null && answer(x) == YES && answer(y) == YES) return test.holds(x, y) ? YES : NO;
            return failed(answer(x), answer(y));
        });
    }

    /** Membership in a list of literals: whether any of them is equal. */
    private @Nullable Operand among(CelExpr value, CelExpr list) {
        Operand operand = operand(value);
        if (operand == null
                || list.getKind() != CelExpr.ExprKind.Kind.LIST
                || !list.list().optionalIndices().isEmpty()) return null;
        Operand found = flag(row -> NO);
        for (CelExpr element : list.list().elements()) {
            Operand literal = element.getKind() == CelExpr.ExprKind.Kind.CONSTANT ? operand(element) : null;
            if (literal == null || literal.kind() != operand.kind()) return null;
            found = or(flagOf(found), flagOf(equal(operand.kind(), operand, literal)));
        }
        return found;
    }

    private static @Nullable Operand choice(Operand condition, Operand yes, Operand no) {
        Kind kind = yes.kind() == Kind.NULL ? no.kind() : yes.kind();
        if (condition.kind() != Kind.FLAG || no.kind() != kind && no.kind() != Kind.NULL) return null;
        Flag test = flagOf(condition);
        return switch (kind) {
            case WHOLE -> {
                Whole a = wholeOf(yes);
                Whole b = wholeOf(no);
                yield whole(row -> switch (test.of(row)) {
                    case YES -> a.of(row);
                    case NO -> b.of(row);
                    case ERROR -> WHOLE_ERROR;
                    default -> WHOLE_DOUBT;
                });
            }
            case REAL -> {
                Real a = realOf(yes);
                Real b = realOf(no);
                yield real(row -> switch (test.of(row)) {
                    case YES -> a.of(row);
                    case NO -> b.of(row);
                    case ERROR -> REAL_ERROR;
                    default -> REAL_DOUBT;
                });
            }
            case FLAG -> {
                Flag a = flagOf(yes);
                Flag b = flagOf(no);
                yield flag(row -> switch (test.of(row)) {
                    case YES -> a.of(row);
                    case NO -> b.of(row);
                    case ERROR -> ERROR;
                    default -> DOUBT;
                });
            }
            default -> null;
        };
    }
}
