package dev.evenflow.features.kernel;

import java.util.List;

/** Where cursors read: the log of one entity in its chunks, or a list that holds all of it. */
interface EventLog {
    /** The event at the cursor, which is not at the end; moves the cursor behind it and sets the time of the next. Valid until the next call. */
    LoggedEvent pass(Cursor cursor);

    /** A log that is one list, whose places are (0, index). */
    record Whole(List<LoggedEvent> events) implements EventLog {
        @Override
        public LoggedEvent pass(Cursor cursor) {
            LoggedEvent event = events.get(cursor.index++);
            cursor.nextTime = cursor.index < events.size() ? events.get(cursor.index).time : Cursor.AT_END;
            return event;
        }
    }
}
