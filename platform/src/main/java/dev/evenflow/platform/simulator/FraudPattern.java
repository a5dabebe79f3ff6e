package dev.evenflow.platform.simulator;

/** How fraud is done here. The weight is of attacks, not of transactions. */
public enum FraudPattern {
    /** Stolen card numbers are tried with small amounts at one shop from one device, many in minutes. */
    CARD_TESTING(3),
    /** A stolen card is used far away soon after its owner used it at home. */
    STOLEN_CARD(6),
    /** Cards copied at a terminal are used there by magnetic stripe for days, mostly at night. */
    COMPROMISED_TERMINAL(1),
    /** Somebody else's account, from a new device and address, at shops the owner does not know. */
    ACCOUNT_TAKEOVER(5),
    /** A small purchase to see whether the card works, then the largest it will give. */
    SMALL_THEN_LARGE(5);

    private final int weight;

    FraudPattern(int weight) {
        this.weight = weight;
    }

    int weight() {
        return weight;
    }
}
