package dev.evenflow.platform.simulator;

import dev.evenflow.platform.simulator.Merchant.Trade;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everybody who takes part, made from a seed. Merchants are popular by Zipf's law, each city has some of each trade. */
final class World {
    private static final double ZIPF_EXPONENT = 1.05;
    private static final double CITY_RADIUS_DEGREES = 0.08;

    private final List<Customer> customers = new ArrayList<>();
    private final WeightedChoice<Customer> activeCustomers;
    private final Map<City, WeightedChoice<Merchant>> local = new EnumMap<>(City.class);
    private final WeightedChoice<Merchant> online;

    World(long seed, int customerCount) {
        Dice dice = new Dice(seed);
        List<Merchant> merchants = merchants(dice.split(), Math.max(400, customerCount / 20));
        for (City city : City.values()) {
            local.put(
                    city,
                    new WeightedChoice<>(
                            merchants.stream()
                                    .filter(merchant -> !merchant.isOnline() && merchant.city() == city)
                                    .toList(),
                            Merchant::popularity));
        }
        online = new WeightedChoice<>(
                merchants.stream().filter(Merchant::isOnline).toList(), Merchant::popularity);
        Dice people = dice.split();
        WeightedChoice<City> homes = new WeightedChoice<>(Arrays.asList(City.values()), City::weight);
        for (int i = 0; i < customerCount; i++) {
            customers.add(customer(people, i, homes.draw(people)));
        }
        activeCustomers = new WeightedChoice<>(customers, Customer::activity);
    }

    static String customerId(int index) {
        return String.format(Locale.ROOT, "c%06d", index);
    }

    Customer activeCustomer(Dice dice) {
        return activeCustomers.draw(dice);
    }

    Customer anyCustomer(Dice dice) {
        return dice.oneOf(customers);
    }

    Merchant merchantIn(City city, Dice dice) {
        WeightedChoice<Merchant> choice = local.get(city);
        if (choice == null) {
            throw new IllegalStateException("no merchants in " + city);
        }
        return choice.draw(dice);
    }

    Merchant onlineMerchant(Dice dice) {
        return online.draw(dice);
    }

    /** A public IPv4 address; RFC 5737 and its kind would be too few, so these may belong to somebody. */
    static String address(Dice dice) {
        return String.format(
                Locale.ROOT,
                "%d.%d.%d.%d",
                dice.between(11, 99),
                dice.below(256),
                dice.below(256),
                dice.between(1, 254));
    }

    static String device(Dice dice) {
        return String.format(Locale.ROOT, "dev%012x", dice.between(0L, 0xffff_ffff_ffffL));
    }

    private static List<Merchant> merchants(Dice dice, int count) {
        WeightedChoice<Trade> trades = new WeightedChoice<>(Arrays.asList(Trade.values()), Trade::share);
        WeightedChoice<City> cities = new WeightedChoice<>(Arrays.asList(City.values()), City::weight);
        List<Merchant> merchants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // one of each trade first, one in each city first: nobody draws from an empty choice
            Trade trade = i < Trade.values().length ? Trade.values()[i] : trades.draw(dice);
            City city = cities.draw(dice);
            if (i >= Trade.values().length && i < Trade.values().length + City.values().length) {
                trade = Trade.GROCERY;
                city = City.values()[i - Trade.values().length];
            }
            double popularity = 1 / StrictMath.pow(i + 1.0, ZIPF_EXPONENT);
            String id = String.format(Locale.ROOT, "m%05d", i);
            List<String> terminals = new ArrayList<>();
            int tills = trade.isOnline() ? 1 : dice.between(1, popularity > 0.01 ? 6 : 2);
            for (int till = 0; till < tills; till++) {
                terminals.add(id + "-" + (till + 1));
            }
            merchants.add(new Merchant(
                    id,
                    trade,
                    city,
                    near(city.latitude(), dice),
                    near(city.longitude(), dice),
                    popularity,
                    List.copyOf(terminals)));
        }
        return merchants;
    }

    private Customer customer(Dice dice, int index, City home) {
        String id = customerId(index);
        List<String> cards = numbered("card" + id.substring(1), dice.chance(0.3) ? 2 : 1);
        List<String> devices = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (int i = dice.between(1, 2); i > 0; i--) {
            devices.add(device(dice));
            addresses.add(address(dice));
        }
        List<Merchant> favourites = new ArrayList<>();
        for (int i = dice.between(4, 10); i > 0; i--) {
            favourites.add(merchantIn(home, dice));
        }
        return new Customer(
                id,
                home,
                dice.aroundMedian(1, 0.7),
                dice.aroundMedian(1, 0.4),
                dice.between(0.05, 0.5),
                cards,
                devices,
                addresses,
                favourites);
    }

    private static List<String> numbered(String prefix, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            ids.add(prefix + "-" + i);
        }
        return ids;
    }

    /** To five digits, about a metre, as a terminal's register would have it. */
    private static double near(double centre, Dice dice) {
        return StrictMath.rint((centre + dice.between(-CITY_RADIUS_DEGREES, CITY_RADIUS_DEGREES)) * 1e5) / 1e5;
    }
}
