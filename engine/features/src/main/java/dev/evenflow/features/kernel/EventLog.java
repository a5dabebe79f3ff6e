package dev.evenflow.features.kernel;

import java.util.List;

/** Where cursors read: the log of one entity in its chunks, or a list that holds all of it. */
interface EventLog {
    /** The event at the cursor, which is not at the end. */
    LoggedEvent at(Cursor cursor);

    /** Moves the cursor behind that event and sets the time of the next. */
    void next(Cursor cursor);

    /** A log that is one list, whose places are (0, index). */
    record Whole(List<LoggedEvent> events) implements EventLog {
        @Override
        public LoggedEvent at(Cursor cursor) {
            return events.get(cursor.index);
        }

        @Override
        public void next(Cursor cursor) {
            cursor.index++;
            cursor.nextTime = cursor.index < events.size() ? events.get(cursor.index).time : Cursor.AT_END;
        }
    }
}
