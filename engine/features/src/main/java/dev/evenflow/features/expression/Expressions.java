package dev.evenflow.features.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedSpec;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedType;
import dev.evenflow.features.spec.Geo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compiles CEL (Common Expression Language) against a row's slots. Variables are slot names that are identifiers: whole
 * numbers are {@code int}, other numbers {@code double}, texts {@code string}, flags {@code bool}; each may be null.
 *
 * <p>Beyond standard CEL: {@code distance_km(lat, lon, lat, lon)}, {@code sqrt}, {@code ln}, {@code abs},
 * {@code least} and {@code greatest} of doubles, all with the same bits on every machine.
 */
public final class Expressions {
    /** Longest expression, in characters. */
    public static final int LONGEST = 2_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(50)
            .build();

    private static final CelParser PARSER = CelParserFactory.standardCelParserBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(Set.<CelStandardMacro>of())
            .build();

    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(
                    CelFunctionBinding.from(
                            "distance_km_doubles",
                            List.of(Double.class, Double.class, Double.class, Double.class),
                            a -> Geo.distanceKm((Double) a[0], (Double) a[1], (Double) a[2], (Double) a[3])),
                    CelFunctionBinding.from("sqrt_double", Double.class, Math::sqrt),
                    CelFunctionBinding.from("ln_double", Double.class, StrictMath::log),
                    CelFunctionBinding.from("abs_double", Double.class, Math::abs),
                    CelFunctionBinding.from("least_doubles", Double.class, Double.class, Math::min),
                    CelFunctionBinding.from("greatest_doubles", Double.class, Double.class, Math::max))
            .build();

    private Expressions() {}

    /** Every identifier an expression mentions; an {@link ExpressionException} where it is not CEL. */
    public static Set<String> referencedNames(String expression) {
        CelValidationResult parsed = PARSER.parse(expression);
        if (parsed.hasError()) throw new ExpressionException(errors(parsed));
        try {
            return identifiers(parsed.getAst());
        } catch (CelValidationException e) {
            throw new ExpressionException(String.valueOf(e.getMessage()));
        }
    }

    /** CEL's reasons in one line, each with its place in the expression. */
    private static String errors(CelValidationResult result) {
        StringJoiner reasons = new StringJoiner("; ");
        for (CelIssue issue : result.getErrors()) {
            CelSourceLocation at = issue.getSourceLocation();
            String place = at.getLine() > 1 ? "line " + at.getLine() + ", column " : "column ";
            String reason = issue.getMessage().replaceAll("\\s+", " ").trim();
            reasons.add(at.getColumn() < 0 ? reason : place + (at.getColumn() + 1) + ": " + reason);
        }
        return reasons.toString();
    }

    /** Compiles a condition. Thread-safe, holds no state. */
    public static RowPredicate predicate(String expression, RowLayout layout) {
        Compiled compiled = compile(expression, layout, SimpleType.BOOL);
        Operand plain = compiled.plain;
        if (plain == null || plain.flag() == null) return compiled::holds;
        Operand.Flag flag = plain.flag();
        return row -> {
            if (compiled.isNull(row)) return false;
            int answer = flag.of(row);
            return answer == Operand.DOUBT ? compiled.holds(row) : answer == Operand.YES;
        };
    }

    /** Compiles a derived feature, which sets the slot of its name. Thread-safe, holds no state. */
    public static RowExpression derived(DerivedSpec spec, RowLayout layout) {
        Slot out = layout.slot(spec.name());
        CelType type =
                switch (spec.type()) {
                    case LONG -> SimpleType.INT;
                    case DOUBLE -> SimpleType.DOUBLE;
                    case BOOLEAN -> SimpleType.BOOL;
                };
        Compiled compiled = compile(spec.expression(), layout, type);
        RowExpression interpreted = interpreted(compiled, spec.type(), out);
        Operand plain = compiled.plain;
        if (plain == null) return interpreted;
        return switch (spec.type()) {
            case LONG -> plain.whole() == null ? interpreted : whole(compiled, plain.whole(), out, interpreted);
            case DOUBLE -> plain.real() == null ? interpreted : real(compiled, plain.real(), out, interpreted);
            case BOOLEAN -> plain.flag() == null ? interpreted : flag(compiled, plain.flag(), out, interpreted);
        };
    }

    private static RowExpression interpreted(Compiled compiled, DerivedType target, Slot out) {
        return row -> {
            Object value = compiled.evaluate(row);
            if (value instanceof Boolean flag && target == DerivedType.BOOLEAN) row.setBoolean(out, flag);
            else if (value instanceof Long number && target == DerivedType.LONG) row.setLong(out, number);
            else if (value instanceof Double number && target == DerivedType.DOUBLE && Double.isFinite(number))
                row.setDouble(out, number + 0.0);
            else row.setNull(out);
        };
    }

    private static RowExpression whole(Compiled compiled, Operand.Whole whole, Slot out, RowExpression interpreted) {
        return row -> {
            long value = compiled.isNull(row) ? Operand.WHOLE_NULL : whole.of(row);
            if (value >= Operand.LEAST) row.setLong(out, value);
            else if (value == Operand.WHOLE_DOUBT) interpreted.apply(row);
            else row.setNull(out);
        };
    }

    private static RowExpression real(Compiled compiled, Operand.Real real, Slot out, RowExpression interpreted) {
        return row -> {
            double value = compiled.isNull(row) ? Operand.REAL_NULL : real.of(row);
            if (Double.isFinite(value)) row.setDouble(out, value + 0.0);
            else if (Double.isNaN(value) && Operand.answer(value) == Operand.DOUBT) interpreted.apply(row);
            else row.setNull(out);
        };
    }

    private static RowExpression flag(Compiled compiled, Operand.Flag flag, Slot out, RowExpression interpreted) {
        return row -> {
            int value = compiled.isNull(row) ? Operand.NULL : flag.of(row);
            if (value <= Operand.YES) row.setBoolean(out, value == Operand.YES);
            else if (value == Operand.DOUBT) interpreted.apply(row);
            else row.setNull(out);
        };
    }

    static Compiled compile(String expression, RowLayout layout, CelType result) {
        List<Slot> variables = new ArrayList<>();
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .addFunctionDeclarations(
                        function("distance_km", "distance_km_doubles", 4),
                        function("sqrt", "sqrt_double", 1),
                        function("ln", "ln_double", 1),
                        function("abs", "abs_double", 1),
                        function("least", "least_doubles", 2),
                        function("greatest", "greatest_doubles", 2));
        for (String name : referencedNames(expression)) {
            Slot slot = layout.find(name);
            if (slot == null)
                throw new ExpressionException(
                        "'" + name + "' is neither a field of the source nor a feature declared before");
            variables.add(slot);
            builder.addVar(name, NullableType.create(typeOf(slot)));
        }
        CelCompiler compiler = builder.build();
        CelValidationResult checked = compiler.compile(expression);
        if (checked.hasError()) throw new ExpressionException(errors(checked));
        try {
            CelAbstractSyntaxTree ast = checked.getAst();
            CelType actual = ast.getResultType();
            boolean fits = actual.equals(result)
                    || actual.equals(SimpleType.DYN)
                    || actual instanceof NullableType nullable
                            && nullable.targetType().equals(result);
            if (!fits) throw new ExpressionException("it gives " + actual.name() + ", expected " + result.name());
            Slot[] slots = variables.toArray(new Slot[0]);
            boolean handlesNull = mentionsNull(ast);
            return new Compiled(
                    RUNTIME.createProgram(ast), slots, handlesNull, OperandCompiler.compile(ast, slots, handlesNull));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new ExpressionException(String.valueOf(e.getMessage()));
        }
    }

    private static CelFunctionDecl function(String name, String overload, int arguments) {
        List<CelType> types = new ArrayList<>();
        for (int i = 0; i < arguments; i++) types.add(SimpleType.DOUBLE);
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload(overload, SimpleType.DOUBLE, types));
    }

    private static CelType typeOf(Slot slot) {
        return switch (slot.type()) {
            case LONG -> slot.scale() == 0 ? SimpleType.INT : SimpleType.DOUBLE;
            case DOUBLE -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case TEXT -> SimpleType.STRING;
        };
    }

    private static Set<String> identifiers(CelAbstractSyntaxTree ast) {
        Set<String> names = new TreeSet<>();
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
                .forEach(node -> names.add(node.expr().ident().name()));
        return names;
    }

    private static boolean mentionsNull(CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CONSTANT)
                .anyMatch(node -> node.expr().constant().getKind() == CelConstant.Kind.NULL_VALUE);
    }

    /**
     * One program, and its plain form if it has one. Where it does not mention {@code null} itself, a null operand makes the result
     * null without evaluating: that is what CEL's failing overloads come to, without the price of an exception.
     */
    record Compiled(CelRuntime.Program program, Slot[] variables, boolean handlesNull, @Nullable Operand plain) {
        /** Whether the result is null on account of an operand. */
        boolean isNull(FeatureRow row) {
            if (!handlesNull) for (Slot slot : variables) if (row.isNull(slot)) return true;
            return false;
        }

        /** What CEL's interpreter gives. */
        @Nullable
        Object evaluate(FeatureRow row) {
            if (isNull(row)) return null;
            try {
                return program.eval(new RowVariables(row, variables));
            } catch (CelEvaluationException e) {
                return null;
            }
        }

        boolean holds(FeatureRow row) {
            return evaluate(row) instanceof Boolean holds && holds;
        }
    }

    static Object valueOf(FeatureRow row, Slot slot) {
        if (row.isNull(slot)) return dev.cel.common.values.NullValue.NULL_VALUE;
        if (slot.type() == SlotType.TEXT) return String.valueOf(row.getText(slot));
        if (slot.type() == SlotType.BOOLEAN) return row.getBoolean(slot);
        if (slot.type() == SlotType.DOUBLE) return row.getDouble(slot);
        if (slot.scale() == 0) return row.getLong(slot);
        return row.getLong(slot) / Slot.unit(slot.scale());
    }
}
