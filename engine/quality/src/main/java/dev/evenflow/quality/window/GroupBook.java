package dev.evenflow.quality.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What was seen of entity groups, by the field they are told apart by and its value. Bounded: of each field the first
 * {@value #MOST} values are followed, and how many records had others is counted.
 */
public final class GroupBook {
    /** Enough for countries, regions and channels; a field with more values is none to group by. */
    public static final int MOST = 1_000;

    private final Map<String, TreeMap<String, GroupNews>> groups = new TreeMap<>();
    private long others;

    public void add(String field, String value, GroupNews news) {
        TreeMap<String, GroupNews> of = groups.computeIfAbsent(field, name -> new TreeMap<>());
        if (of.size() >= MOST && !of.containsKey(value)) others += news.records();
        else of.merge(value, news, GroupNews::and);
    }

    public void merge(GroupBook other) {
        other.groups.forEach((field, of) -> of.forEach((value, news) -> add(field, value, news)));
        others += other.others;
    }

    /** Each group of a field. */
    public void forEach(String field, BiConsumer<String, GroupNews> action) {
        TreeMap<String, GroupNews> of = groups.get(field);
        if (of != null) of.forEach(action);
    }

    /** Records of groups that are not followed. */
    public long others() {
        return others;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(others);
        out.writeInt(groups.size());
        for (Map.Entry<String, TreeMap<String, GroupNews>> field : groups.entrySet()) {
            out.writeUTF(field.getKey());
            out.writeInt(field.getValue().size());
            for (Map.Entry<String, GroupNews> group : field.getValue().entrySet()) {
                out.writeUTF(group.getKey());
                group.getValue().write(out);
            }
        }
    }

    static GroupBook read(DataInputStream in) throws IOException {
        GroupBook book = new GroupBook();
        book.others = in.readLong();
        for (int fields = in.readInt(); fields > 0; fields--) {
            String field = in.readUTF();
            for (int n = in.readInt(); n > 0; n--) book.add(field, in.readUTF(), GroupNews.read(in));
        }
        return book;
    }
}
