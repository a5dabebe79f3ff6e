package dev.evenflow.scorer;

import java.util.Locale;

/** XGBoost's native library: whether it can be loaded here, and if not, what is missing. */
final class BoostingLibrary {
    private BoostingLibrary() {}

    /** @throws ScorerException that says what to install */
    static void require() {
        try {
            // not initialised by XGBoost's own classes: they would hide the reason behind their own errors
            Class.forName("ml.dmlc.xgboost4j.java.XGBoostJNI", true, BoostingLibrary.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new ScorerException("XGBoost is not on the class path: build with ./mvnw package", e);
        } catch (LinkageError e) {
            throw new ScorerException(explain(e), e);
        }
    }

    static String explain(Throwable failure) {
        StringBuilder causes = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.append(causes.isEmpty() ? "" : ": ").append(cause.getMessage());
        }
        if (causes.indexOf("libgomp") >= 0) {
            return "XGBoost needs libgomp.so.1, GCC's OpenMP library, and this Linux has none; install it:"
                    + " 'apt-get install libgomp1' on Debian and Ubuntu, 'dnf install libgomp' on Fedora and RHEL ("
                    + causes + ")";
        }
        if (causes.indexOf("libomp") >= 0) {
            return "XGBoost needs libomp.dylib, and this macOS has none; install it: 'brew install libomp' (" + causes
                    + ")";
        }
        return String.format(
                Locale.ROOT,
                "XGBoost's native library cannot be loaded on %s %s, expected Linux with glibc, macOS or Windows: %s",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                causes);
    }
}
