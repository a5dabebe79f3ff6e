package dev.evenflow.platform.history;

/** One record that is sent: an event as it is, an event again, or bytes that no reader of the topic can use. */
public record Delivery(HistoryEvent event, Form form) {

    /** What is sent in the event's place. All but the first two are garbage on the transactions topic. */
    public enum Form {
        ORIGINAL("original"),
        DUPLICATE("duplicate"),
        TRUNCATED("truncated"),
        WRONG_MAGIC_BYTE("wrong magic byte"),
        UNKNOWN_SCHEMA_ID("unknown schema id"),
        WRONG_TYPE("wrong type"),
        BLOB("large blob"),
        NULL_VALUE("null value"),
        /** Only as a fault that was asked for: readable, but not what the topic's readers expect. */
        FOREIGN_SCHEMA("schema of another producer");

        private final String text;

        Form(String text) {
            this.text = text;
        }

        public boolean isGarbage() {
            return ordinal() > DUPLICATE.ordinal();
        }

        /** For a person. */
        public String text() {
            return text;
        }
    }
}
