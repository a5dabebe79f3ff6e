package dev.evenflow.platform.simulator;

/** Where people live, shop and travel. Coordinates are WGS 84 degrees of the centre; the weight is of its people. */
enum City {
    PARIS("FR", 48.857, 2.352, 11),
    LYON("FR", 45.760, 4.840, 3),
    BERLIN("DE", 52.520, 13.405, 6),
    MUNICH("DE", 48.137, 11.575, 4),
    MADRID("ES", 40.417, -3.703, 7),
    LISBON("PT", 38.722, -9.139, 3),
    ROME("IT", 41.894, 12.483, 5),
    VIENNA("AT", 48.208, 16.373, 3),
    AMSTERDAM("NL", 52.373, 4.893, 3),
    HELSINKI("FI", 60.170, 24.938, 2),
    DUBLIN("IE", 53.350, -6.260, 2),
    LONDON("GB", 51.507, -0.128, 9),
    ZURICH("CH", 47.377, 8.540, 2),
    NEW_YORK("US", 40.713, -74.006, 2),
    BANGKOK("TH", 13.756, 100.502, 1),
    SAO_PAULO("BR", -23.551, -46.633, 1);

    private static final double EARTH_RADIUS_KM = 6371.0088;

    private final String country;
    private final double latitude;
    private final double longitude;
    private final int weight;

    City(String country, double latitude, double longitude, int weight) {
        this.country = country;
        this.latitude = latitude;
        this.longitude = longitude;
        this.weight = weight;
    }

    String country() {
        return country;
    }

    double latitude() {
        return latitude;
    }

    double longitude() {
        return longitude;
    }

    int weight() {
        return weight;
    }

    /** Of what is sold there, ISO 4217. */
    String currency() {
        return switch (country) {
            case "GB" -> "GBP";
            case "CH" -> "CHF";
            case "US" -> "USD";
            case "TH" -> "THB";
            case "BR" -> "BRL";
            default -> "EUR";
        };
    }

    /** Units of its currency for one euro; fixed, as nothing here is about exchange rates. */
    double unitsPerEuro() {
        return switch (currency()) {
            case "GBP" -> 0.86;
            case "CHF" -> 0.95;
            case "USD" -> 1.08;
            case "THB" -> 38.5;
            case "BRL" -> 5.9;
            default -> 1;
        };
    }

    /** Great-circle distance by the haversine formula. */
    double distanceKm(City other) {
        double phi = StrictMath.toRadians(latitude);
        double otherPhi = StrictMath.toRadians(other.latitude);
        double halfPhi = StrictMath.sin((otherPhi - phi) / 2);
        double halfLambda = StrictMath.sin(StrictMath.toRadians(other.longitude - longitude) / 2);
        double h = halfPhi * halfPhi + StrictMath.cos(phi) * StrictMath.cos(otherPhi) * halfLambda * halfLambda;
        return 2 * EARTH_RADIUS_KM * StrictMath.asin(StrictMath.sqrt(h));
    }
}
