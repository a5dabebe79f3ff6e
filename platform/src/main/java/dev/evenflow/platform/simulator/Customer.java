package dev.evenflow.platform.simulator;

import java.util.List;

/** Who pays: what stays the same about a person, and the journey that one may be on. Not thread-safe. */
final class Customer {
    private final String id;
    private final City home;
    private final double activity;
    private final double generosity;
    private final double onlineShare;
    private final List<String> cards;
    private final List<String> devices;
    private final List<String> addresses;
    private final List<Merchant> favourites;
    private City place;
    private long awayUntil = Long.MIN_VALUE;
    private long lastSeen = Long.MIN_VALUE;

    /**
     * @param activity weight in the choice of who pays next
     * @param generosity factor on every amount
     * @param onlineShare of purchases
     * @param addresses IP addresses used at home and at work
     */
    Customer(
            String id,
            City home,
            double activity,
            double generosity,
            double onlineShare,
            List<String> cards,
            List<String> devices,
            List<String> addresses,
            List<Merchant> favourites) {
        this.id = id;
        this.home = home;
        this.activity = activity;
        this.generosity = generosity;
        this.onlineShare = onlineShare;
        this.cards = List.copyOf(cards);
        this.devices = List.copyOf(devices);
        this.addresses = List.copyOf(addresses);
        this.favourites = List.copyOf(favourites);
        this.place = home;
    }

    String id() {
        return id;
    }

    City home() {
        return home;
    }

    double activity() {
        return activity;
    }

    double generosity() {
        return generosity;
    }

    double onlineShare() {
        return onlineShare;
    }

    List<String> devices() {
        return devices;
    }

    List<String> addresses() {
        return addresses;
    }

    List<Merchant> favourites() {
        return favourites;
    }

    /** The first one for most purchases. */
    String card(Dice dice) {
        return dice.chance(0.8) ? cards.get(0) : dice.oneOf(cards);
    }

    String account() {
        return "acc" + id.substring(1);
    }

    /** Where the customer is now; sometimes a journey of some days begins, never within hours of being seen elsewhere. */
    City place(Dice dice, long timeMillis) {
        if (timeMillis >= awayUntil) {
            boolean rested = lastSeen == Long.MIN_VALUE || timeMillis - lastSeen > 12 * 3_600_000L;
            if (rested) {
                place = home;
                if (dice.chance(0.02)) {
                    place = dice.oneOf(List.of(City.values()));
                    awayUntil = timeMillis + dice.between(2 * 86_400_000L, 10 * 86_400_000L);
                }
            }
        }
        lastSeen = timeMillis;
        return place;
    }
}
