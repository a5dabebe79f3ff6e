package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * What an entity remembers of a transaction: time, amount, flags, and as many texts as its features compare, in an order of its own.
 *
 * @param amount in ten-thousandths
 * @param latitude NaN if there is none
 */
record Purchase(
        long time,
        long amount,
        boolean declined,
        boolean online,
        double latitude,
        double longitude,
        @Nullable String[] texts) {
    private static final int DECLINED = 1;
    private static final int ONLINE = 2;
    private static final int FIXED_BYTES = 2 * Long.BYTES + 1 + 2 * Double.BYTES + 1;
    private static final short NULL = -1;

    static Purchase of(Transaction transaction, @Nullable String... texts) {
        Double latitude = transaction.getLatitude();
        Double longitude = transaction.getLongitude();
        boolean located = latitude != null && longitude != null;
        return new Purchase(
                transaction.getEventTime().toEpochMilli(),
                transaction.getAmount().unscaledValue().longValueExact(),
                transaction.getAuthorization() == Authorization.DECLINED,
                transaction.getChannel() == Channel.ECOMMERCE,
                located ? latitude : Double.NaN,
                located ? longitude : Double.NaN,
                texts);
    }

    boolean located() {
        return !Double.isNaN(latitude);
    }

    static Serde<Purchase> serde() {
        return Serdes.serdeFrom((topic, purchase) -> purchase == null ? null : purchase.bytes(), reader());
    }

    private byte[] bytes() {
        byte[][] encoded = new byte[texts.length][];
        int size = FIXED_BYTES;
        for (int i = 0; i < texts.length; i++) {
            String text = texts[i];
            size += Short.BYTES;
            if (text != null) {
                encoded[i] = text.getBytes(StandardCharsets.UTF_8);
                size += encoded[i].length;
            }
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putLong(time).putLong(amount).put((byte) ((declined ? DECLINED : 0) | (online ? ONLINE : 0)));
        out.putDouble(latitude).putDouble(longitude).put((byte) texts.length);
        for (int i = 0; i < texts.length; i++) {
            if (texts[i] == null) out.putShort(NULL);
            else out.putShort((short) encoded[i].length).put(encoded[i]);
        }
        return out.array();
    }

    private static Deserializer<Purchase> reader() {
        return (topic, bytes) -> {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            long time = in.getLong();
            long amount = in.getLong();
            byte flags = in.get();
            double latitude = in.getDouble();
            double longitude = in.getDouble();
            String[] texts = new String[in.get()];
            for (int i = 0; i < texts.length; i++) {
                short length = in.getShort();
                if (length == NULL) continue;
                texts[i] = new String(bytes, in.position(), length, StandardCharsets.UTF_8);
                in.position(in.position() + length);
            }
            return new Purchase(
                    time, amount, (flags & DECLINED) != 0, (flags & ONLINE) != 0, latitude, longitude, texts);
        };
    }
}
