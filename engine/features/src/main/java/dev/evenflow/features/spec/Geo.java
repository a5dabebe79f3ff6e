package dev.evenflow.features.spec;

/** Distances on the globe, computed with {@link StrictMath} so that every machine gets the same bits. */
public final class Geo {
    /** Mean radius of the earth (IUGG R1), kilometres. */
    public static final double EARTH_RADIUS_KM = 6371.0088;

    private Geo() {}

    /** Great-circle distance in kilometres between two points in degrees, by the haversine formula. */
    public static double distanceKm(double latitude1, double longitude1, double latitude2, double longitude2) {
        double phi1 = latitude1 * (Math.PI / 180);
        double phi2 = latitude2 * (Math.PI / 180);
        double sinLat = StrictMath.sin((phi2 - phi1) / 2);
        double sinLon = StrictMath.sin((longitude2 - longitude1) * (Math.PI / 180) / 2);
        double h = sinLat * sinLat + StrictMath.cos(phi1) * StrictMath.cos(phi2) * sinLon * sinLon;
        return 2 * EARTH_RADIUS_KM * StrictMath.asin(StrictMath.sqrt(Math.min(1.0, h)));
    }
}
