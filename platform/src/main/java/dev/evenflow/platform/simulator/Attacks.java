package dev.evenflow.platform.simulator;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plans the transactions of fraud attacks. Each is over in days; none begins before the transaction that caused it. */
final class Attacks {
    /** Transactions per attack on average over the patterns by weight, measured. */
    static final double TRANSACTIONS_PER_ATTACK = 6.7;

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final double FAR_KM = 1_000;

    private final World world;
    private final Purchases purchases;
    private final Dice dice;
    private final WeightedChoice<FraudPattern> patterns =
            new WeightedChoice<>(Arrays.asList(FraudPattern.values()), FraudPattern::weight);
    private int planned;

    Attacks(World world, Purchases purchases, Dice dice) {
        this.world = world;
        this.purchases = purchases;
        this.dice = dice;
    }

    /** @param transactions in no particular order of time */
    record Attack(FraudPattern pattern, List<Transaction> transactions) {}

    /** The first attacks take turns, so that every short run has one of each. */
    Attack next(Customer victim, Transaction cause, long timeMillis) {
        FraudPattern[] all = FraudPattern.values();
        FraudPattern pattern = planned < all.length ? all[planned] : patterns.draw(dice);
        planned++;
        return new Attack(
                pattern,
                switch (pattern) {
                    case CARD_TESTING -> cardTesting(timeMillis);
                    case STOLEN_CARD -> stolenCard(victim, cause, timeMillis);
                    case COMPROMISED_TERMINAL -> compromisedTerminal(victim, timeMillis);
                    case ACCOUNT_TAKEOVER -> accountTakeover(victim, timeMillis);
                    case SMALL_THEN_LARGE -> smallThenLarge(victim, cause, timeMillis);
                });
    }

    private List<Transaction> cardTesting(long begin) {
        List<Transaction> tests = new ArrayList<>();
        Merchant shop = world.onlineMerchant(dice);
        String device = World.device(dice);
        String address = World.address(dice);
        long time = begin;
        for (int card = dice.between(4, 9); card > 0; card--) {
            Customer owner = world.anyCustomer(dice);
            for (int attempt = dice.between(1, 3); attempt > 0; attempt--) {
                time += dice.between(2_000L, 40_000L);
                Transaction test = purchases.online(owner, shop, time, dice.between(0.5, 3.0), device, address);
                test.setThreeDsAuthenticated(false);
                tests.add(answered(test, 0.6));
            }
        }
        return tests;
    }

    private List<Transaction> stolenCard(Customer victim, Transaction cause, long begin) {
        List<City> far = Arrays.stream(City.values())
                .filter(city -> city.distanceKm(victim.home()) > FAR_KM)
                .toList();
        City city = dice.oneOf(far);
        List<Transaction> spree = new ArrayList<>();
        long time = begin + dice.between(10 * MINUTE, 40 * MINUTE);
        for (int i = dice.between(3, 7); i > 0; i--) {
            Merchant shop = world.merchantIn(city, dice);
            Transaction purchase = purchases.present(
                    victim,
                    shop,
                    dice.oneOf(shop.terminals()),
                    time,
                    2.5 * purchases.amountAt(shop, victim),
                    dice.chance(0.5) ? Channel.MAGSTRIPE : null);
            purchase.setCardId(cause.getCardId());
            spree.add(answered(purchase, 0.25));
            time += dice.between(3 * MINUTE, 45 * MINUTE);
        }
        return spree;
    }

    private List<Transaction> compromisedTerminal(Customer victim, long begin) {
        Merchant shop = world.merchantIn(victim.home(), dice);
        String terminal = dice.oneOf(shop.terminals());
        List<Transaction> copies = new ArrayList<>();
        int days = dice.between(3, 7);
        for (int day = 0; day < days; day++) {
            for (int i = dice.between(2, 6); i > 0; i--) {
                Customer owner = world.anyCustomer(dice);
                long time = begin + day * DAY + dice.between(HOUR, 6 * HOUR);
                copies.add(answered(
                        purchases.present(
                                owner, shop, terminal, time, 1.8 * purchases.amountAt(shop, owner), Channel.MAGSTRIPE),
                        0.15));
            }
        }
        return copies;
    }

    private List<Transaction> accountTakeover(Customer victim, long begin) {
        List<Transaction> orders = new ArrayList<>();
        String device = World.device(dice);
        String address = World.address(dice);
        long time = begin + dice.between(HOUR, 2 * DAY);
        for (int i = dice.between(3, 8); i > 0; i--) {
            Merchant shop = world.onlineMerchant(dice);
            Transaction order =
                    purchases.online(victim, shop, time, 4 * purchases.amountAt(shop, victim), device, address);
            order.setThreeDsAuthenticated(false);
            orders.add(answered(order, 0.2));
            time += dice.between(5 * MINUTE, 3 * HOUR);
        }
        return orders;
    }

    private List<Transaction> smallThenLarge(Customer victim, Transaction cause, long begin) {
        List<Transaction> pair = new ArrayList<>();
        String device = World.device(dice);
        String address = World.address(dice);
        long time = begin + dice.between(HOUR, DAY);
        for (int i = dice.between(1, 2); i > 0; i--) {
            pair.add(purchases.online(
                    victim, world.onlineMerchant(dice), time, dice.between(0.5, 2.0), device, address));
            time += dice.between(MINUTE, 20 * MINUTE);
        }
        for (int i = dice.between(1, 2); i > 0; i--) {
            pair.add(answered(
                    purchases.online(
                            victim, world.onlineMerchant(dice), time, dice.between(600.0, 2_500.0), device, address),
                    0.3));
            time += dice.between(MINUTE, 20 * MINUTE);
        }
        pair.forEach(each -> {
            each.setCardId(cause.getCardId());
            each.setThreeDsAuthenticated(false);
        });
        return pair;
    }

    private Transaction answered(Transaction transaction, double declined) {
        transaction.setAuthorization(dice.chance(declined) ? Authorization.DECLINED : Authorization.APPROVED);
        return transaction;
    }
}
