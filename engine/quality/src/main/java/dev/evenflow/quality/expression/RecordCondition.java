package dev.evenflow.quality.expression;

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
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.evenflow.yaml.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CEL condition over the fields of one record, compiled once. Thread-safe. Fields are variables by their paths; each may be null.
 * Beyond standard CEL there is {@code abs(double)}; numbers compare across types ({@code amount > 0}).
 *
 * <p>Its cost is bounded by its text: there are no macros, so nothing loops, and {@code matches} runs in linear time (RE2).
 */
public final class RecordCondition {
    /** Longest expression, in characters. */
    public static final int LONGEST = 2_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(50)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private static final CelFunctionDecl ABS = CelFunctionDecl.newFunctionDeclaration(
            "abs", CelOverloadDecl.newGlobalOverload("abs_double", SimpleType.DOUBLE, SimpleType.DOUBLE));

    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(CelFunctionBinding.from("abs_double", Double.class, Math::abs))
            .build();

    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'");

    /** What becomes of one record. */
    public enum Verdict {
        HOLDS,
        VIOLATED,
        /** An operand is null, and the condition does not speak of null. */
        UNDECIDED
    }

    /** A record's values by the position of the field in {@link #fields()}: String, Long, Double, Boolean, List or null. */
    @FunctionalInterface
    public interface Values {
        @Nullable
        Object value(int index);
    }

    private final CelRuntime.Program program;
    private final @Nullable PlainCondition plain;
    private final List<String> fields;
    private final boolean speaksOfNull;

    private RecordCondition(
            CelRuntime.Program program, @Nullable PlainCondition plain, List<String> fields, boolean speaksOfNull) {
        this.program = program;
        this.plain = plain;
        this.fields = fields;
        this.speaksOfNull = speaksOfNull;
    }

    /** @param types of all fields by path; only those the expression mentions matter */
    public static RecordCondition compile(String expression, Map<String, ValueType> types) throws ExpressionException {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(List.of())
                .addFunctionDeclarations(ABS);
        types.forEach((path, type) ->
                builder.addVar(path, type.cel.equals(SimpleType.DYN) ? type.cel : NullableType.create(type.cel)));
        CelValidationResult checked = builder.build().compile(expression);
        if (checked.hasError()) throw new ExpressionException(errors(checked, types));
        try {
            CelAbstractSyntaxTree ast = checked.getAst();
            if (!ast.getResultType().equals(SimpleType.BOOL)
                    && !ast.getResultType().equals(SimpleType.DYN)
                    && !ast.getResultType().equals(NullableType.create(SimpleType.BOOL)))
                throw new ExpressionException(
                        "it gives " + ast.getResultType().name() + ", expected a condition (bool)");
            TreeSet<String> names = new TreeSet<>();
            for (CelReference reference : ast.getReferenceMap().values())
                if (types.containsKey(reference.name())) names.add(reference.name());
            if (names.isEmpty())
                throw new ExpressionException("it mentions no field, expected a condition on the record");
            List<String> fields = List.copyOf(names);
            return new RecordCondition(
                    RUNTIME.createProgram(ast), PlainCondition.of(ast, fields), fields, mentionsNull(ast));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new ExpressionException(String.valueOf(e.getMessage()));
        }
    }

    /** The fields it mentions, sorted. */
    public List<String> fields() {
        return fields;
    }

    /** An operation that fails, such as a division by zero, is a violation: a record that passes passes for sure. */
    public Verdict test(Values values) {
        if (!speaksOfNull)
            for (int i = 0; i < fields.size(); i++) if (values.value(i) == null) return Verdict.UNDECIDED;
        int decided = plain == null ? PlainCondition.IN_DOUBT : plain.test(values);
        return decided == PlainCondition.IN_DOUBT
                ? interpreted(values)
                : decided == PlainCondition.YES ? Verdict.HOLDS : Verdict.VIOLATED;
    }

    /** Whether it is decided without CEL's interpreter, unless it is in doubt. */
    boolean isPlain() {
        return plain != null;
    }

    Verdict interpreted(Values values) {
        try {
            Object result = program.eval(name -> {
                int index = fields.indexOf(name);
                if (index < 0) return Optional.empty();
                Object value = values.value(index);
                return Optional.of(value == null ? NullValue.NULL_VALUE : value);
            });
            return result instanceof Boolean holds && holds ? Verdict.HOLDS : Verdict.VIOLATED;
        } catch (CelEvaluationException e) {
            return Verdict.VIOLATED;
        }
    }

    /** CEL's reasons in one line, each with its place in the expression. */
    private static String errors(CelValidationResult result, Map<String, ValueType> types) {
        StringJoiner reasons = new StringJoiner("; ");
        for (CelIssue issue : result.getErrors()) {
            CelSourceLocation at = issue.getSourceLocation();
            String reason = issue.getMessage().replaceAll("\\s+", " ").trim();
            Matcher undeclared = UNDECLARED.matcher(reason);
            if (undeclared.find()) {
                String name = undeclared.group(1);
                reason = "the contract has no field '" + name + "'" + Problems.nearest(name, types.keySet());
            }
            String place = at.getLine() > 1 ? "line " + at.getLine() + ", column " : "column ";
            reasons.add(at.getColumn() < 0 ? reason : place + (at.getColumn() + 1) + ": " + reason);
        }
        return reasons.toString();
    }

    private static boolean mentionsNull(CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CONSTANT)
                .anyMatch(node -> node.expr().constant().getKind() == CelConstant.Kind.NULL_VALUE);
    }
}
