package dev.evenflow.platform.simulator;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.Transaction;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Fills in transactions as the switch would see them: what depends on the channel is null where it is in reality. */
final class Purchases {
    static final String PRODUCER = "simulator";
    private static final int SCALE = 4;

    private final World world;
    private final Dice dice;

    Purchases(World world, Dice dice) {
        this.world = world;
        this.dice = dice;
    }

    /** What an honest customer buys at that time. */
    Transaction honest(Customer customer, long timeMillis) {
        City place = customer.place(dice, timeMillis);
        Transaction purchase;
        if (dice.chance(customer.onlineShare())) {
            Merchant shop = world.onlineMerchant(dice);
            purchase = online(
                    customer,
                    shop,
                    timeMillis,
                    amountAt(shop, customer),
                    dice.chance(0.97) ? dice.oneOf(customer.devices()) : World.device(dice),
                    dice.chance(0.9) ? dice.oneOf(customer.addresses()) : World.address(dice));
            if (shop.trade() == Merchant.Trade.SUBSCRIPTION) {
                // the merchant charges it, no device takes part
                purchase.setChannel(Channel.RECURRING);
                purchase.setDeviceId(null);
                purchase.setIpAddress(null);
                purchase.setThreeDsAuthenticated(null);
            }
        } else {
            Merchant shop = place == customer.home() && dice.chance(0.65)
                    ? dice.oneOf(customer.favourites())
                    : world.merchantIn(place, dice);
            purchase =
                    present(customer, shop, dice.oneOf(shop.terminals()), timeMillis, amountAt(shop, customer), null);
        }
        purchase.setAuthorization(dice.chance(0.03) ? Authorization.DECLINED : Authorization.APPROVED);
        return purchase;
    }

    /** Euros. */
    double amountAt(Merchant shop, Customer customer) {
        return dice.aroundMedian(
                shop.trade().median() * customer.generosity(), shop.trade().sigma());
    }

    /** With the card at the merchant's terminal. */
    Transaction present(
            Customer customer,
            Merchant shop,
            String terminal,
            long timeMillis,
            double euros,
            @Nullable Channel channel) {
        Transaction purchase = begin(customer, shop, terminal, timeMillis, euros);
        purchase.setLatitude(shop.latitude());
        purchase.setLongitude(shop.longitude());
        if (shop.trade() == Merchant.Trade.CASH) {
            purchase.setChannel(Channel.ATM);
        } else {
            purchase.setChannel(dice.chance(0.6) ? Channel.CONTACTLESS : Channel.CHIP);
        }
        if (channel != null) {
            purchase.setChannel(channel);
        }
        return purchase;
    }

    Transaction online(Customer customer, Merchant shop, long timeMillis, double euros, String device, String address) {
        Transaction purchase = begin(customer, shop, shop.terminals().get(0), timeMillis, euros);
        purchase.setChannel(Channel.ECOMMERCE);
        purchase.setDeviceId(device);
        purchase.setIpAddress(address);
        purchase.setThreeDsAuthenticated(dice.chance(0.6));
        return purchase;
    }

    private Transaction begin(Customer customer, Merchant shop, String terminal, long timeMillis, double euros) {
        City home = customer.home();
        Transaction purchase = new Transaction();
        purchase.setTransactionId("");
        purchase.setEventTime(Instant.ofEpochMilli(timeMillis));
        purchase.setCustomerId(customer.id());
        purchase.setCardId(customer.card(dice));
        purchase.setAccountId(customer.account());
        purchase.setTerminalId(terminal);
        purchase.setMerchantId(shop.id());
        purchase.setMerchantCategoryCode(shop.trade().code());
        purchase.setMerchantCountry(shop.city().country());
        purchase.setCardCountry(home.country());
        purchase.setAmount(money(euros * home.unitsPerEuro()));
        purchase.setCurrency(home.currency());
        if (!home.currency().equals(shop.city().currency())) {
            purchase.setOriginalAmount(money(euros * shop.city().unitsPerEuro()));
            purchase.setOriginalCurrency(shop.city().currency());
        }
        purchase.setAuthorization(Authorization.APPROVED);
        purchase.setProducer(PRODUCER);
        return purchase;
    }

    /** Whole cents, at least half a unit. */
    private static BigDecimal money(double units) {
        return BigDecimal.valueOf(Math.max(50, (long) StrictMath.rint(units * 100)), 2)
                .setScale(SCALE);
    }
}
