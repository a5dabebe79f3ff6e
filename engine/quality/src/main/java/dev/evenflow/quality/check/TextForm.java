package dev.evenflow.quality.check;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Whether a text contains a match of a regular expression (RE2). Codes such as {@code ^[A-Z]{2}$} are compared byte by byte instead:
 * no String is made of an Avro text, and nothing is allocated.
 */
final class TextForm {
    private final Pattern pattern;
    private final @Nullable Code code;

    private TextForm(Pattern pattern, @Nullable Code code) {
        this.pattern = pattern;
        this.code = code;
    }

    static TextForm of(String pattern) {
        return new TextForm(Pattern.compile(pattern), Code.of(pattern));
    }

    boolean isIn(CharSequence text) {
        if (code != null) return text instanceof Utf8 utf8 ? code.matches(utf8) : code.matches(text);
        return pattern.matcher(text.toString()).find();
    }

    /** One class of ASCII characters and how often it repeats. */
    private record Piece(boolean[] members, int least, int most) {}

    /** An anchored sequence of pieces; only the last may vary in length, so that no choice is ever taken back. */
    private static final class Code {
        private final Piece[] pieces;

        private Code(List<Piece> pieces) {
            this.pieces = pieces.toArray(new Piece[0]);
        }

        static @Nullable Code of(String pattern) {
            if (pattern.length() < 3 || !pattern.startsWith("^") || !pattern.endsWith("$")) return null;
            List<Piece> pieces = new ArrayList<>();
            int end = pattern.length() - 1;
            int at = 1;
            while (at < end) {
                boolean[] members = new boolean[128];
                at = pattern.charAt(at) == '[' ? members(pattern, at, end, members) : literal(pattern, at, members);
                if (at < 0) return null;
                int least = 1;
                int most = 1;
                char next = at < end ? pattern.charAt(at) : ' ';
                if (next == '+' || next == '*') {
                    least = next == '+' ? 1 : 0;
                    most = Integer.MAX_VALUE;
                    at++;
                } else if (next == '{') {
                    int close = pattern.indexOf('}', at);
                    String counts = close < 0 || close > end ? "" : pattern.substring(at + 1, close);
                    if (!counts.matches("[0-9]{1,3}(,[0-9]{1,3})?")) return null;
                    String[] bounds = counts.split(",");
                    least = Integer.parseInt(bounds[0]);
                    most = Integer.parseInt(bounds[bounds.length - 1]);
                    at = close + 1;
                } else if (next == '?') {
                    return null;
                }
                if (at < end && (least != most || "?+*".indexOf(pattern.charAt(at)) >= 0)) return null;
                pieces.add(new Piece(members, least, most));
            }
            return pieces.isEmpty() ? null : new Code(pieces);
        }

        /** A class such as {@code [A-Z0-9_]}: plain characters and ranges only. The position after it, or -1. */
        private static int members(String pattern, int open, int end, boolean[] members) {
            int close = pattern.indexOf(']', open + 1);
            if (close < 0 || close >= end || close == open + 1 || pattern.charAt(open + 1) == '^') return -1;
            for (int i = open + 1; i < close; i++) {
                char from = pattern.charAt(i);
                if (from >= 128 || from == '\\' || from == '[') return -1;
                boolean range = i + 2 < close && pattern.charAt(i + 1) == '-';
                char to = range ? pattern.charAt(i + 2) : from;
                if (to >= 128 || to == '\\' || to == '[' || to < from) return -1;
                for (char c = from; c <= to; c++) members[c] = true;
                if (range) i += 2;
            }
            return close + 1;
        }

        private static int literal(String pattern, int at, boolean[] members) {
            char c = pattern.charAt(at);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_ :/,@#=;".indexOf(c) >= 0);
            if (!plain) return -1;
            members[c] = true;
            return at + 1;
        }

        boolean matches(Utf8 text) {
            byte[] bytes = text.getBytes();
            int length = text.getByteLength();
            int at = 0;
            for (Piece piece : pieces) {
                int count = 0;
                while (count < piece.most && at < length && bytes[at] >= 0 && piece.members[bytes[at]]) {
                    at++;
                    count++;
                }
                if (count < piece.least) return false;
            }
            return at == length;
        }

        boolean matches(CharSequence text) {
            int length = text.length();
            int at = 0;
            for (Piece piece : pieces) {
                int count = 0;
                while (count < piece.most && at < length && text.charAt(at) < 128 && piece.members[text.charAt(at)]) {
                    at++;
                    count++;
                }
                if (count < piece.least) return false;
            }
            return at == length;
        }
    }
}
