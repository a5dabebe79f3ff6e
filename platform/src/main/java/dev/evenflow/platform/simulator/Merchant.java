package dev.evenflow.platform.simulator;

import java.util.List;

/**
 * Who sells.
 *
 * @param popularity weight by Zipf's law of its rank
 * @param terminals ids; an online shop has one, which is virtual
 */
record Merchant(
        String id,
        Trade trade,
        City city,
        double latitude,
        double longitude,
        double popularity,
        List<String> terminals) {

    boolean isOnline() {
        return trade.isOnline();
    }

    /** What is sold: ISO 18245 category, usual amount in euros, spread of its logarithm, share of merchants. */
    enum Trade {
        GROCERY("5411", 32, 0.7, 22, false),
        RESTAURANT("5812", 28, 0.6, 18, false),
        COFFEE("5814", 6, 0.4, 12, false),
        FUEL("5541", 55, 0.35, 7, false),
        PHARMACY("5912", 18, 0.6, 6, false),
        CLOTHING("5651", 60, 0.7, 8, false),
        TRANSPORT("4111", 4, 0.5, 6, false),
        HOTEL("7011", 170, 0.6, 3, false),
        CASH("6011", 90, 0.6, 4, false),
        ELECTRONICS("5732", 120, 0.9, 3, false),
        MARKETPLACE("5999", 35, 0.9, 6, true),
        SUBSCRIPTION("4899", 11, 0.3, 3, true),
        GAMES("5816", 15, 0.7, 3, true),
        AIRLINE("4511", 240, 0.6, 2, true),
        CHARITY("8398", 20, 0.7, 1, true);

        private final String code;
        private final double median;
        private final double sigma;
        private final int share;
        private final boolean online;

        Trade(String code, double median, double sigma, int share, boolean online) {
            this.code = code;
            this.median = median;
            this.sigma = sigma;
            this.share = share;
            this.online = online;
        }

        String code() {
            return code;
        }

        double median() {
            return median;
        }

        double sigma() {
            return sigma;
        }

        int share() {
            return share;
        }

        boolean isOnline() {
            return online;
        }
    }
}
