-- Card-fraud features as a user of Flink SQL would write them. In a stream, all OVER windows of one SELECT must be the same one,
-- end at the current row, and be of one stream; so each window is a view on top of the one before, which carries on what is there. New columns come first: where a
-- view only appends them, the planner of 2.3 takes it for no change and gives up ("Field names must be unique").
-- transactions (with its watermark on ts) and vectors are made by the program that runs this.

-- ---------------------------------------------------------------- customer
CREATE TEMPORARY VIEW customer_hour AS
SELECT
  COUNT(*) OVER w AS customer_tx_count_1h,
  CAST(SUM(amount) OVER w AS DOUBLE) AS customer_amount_sum_1h,
  COUNT(CASE WHEN `authorization` = 'DECLINED' THEN 1 END) OVER w AS customer_declined_count_1h,
  transactions.*
FROM transactions
WINDOW w AS (PARTITION BY customer_id ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW customer_day AS
SELECT
  COUNT(*) OVER w AS customer_tx_count_1d,
  CAST(SUM(amount) OVER w AS DOUBLE) AS customer_amount_sum_1d,
  COUNT(DISTINCT merchant_id) OVER w AS customer_merchants_1d,
  COUNT(DISTINCT merchant_country) OVER w AS customer_countries_1d,
  COUNT(DISTINCT ip_address) OVER w AS customer_ips_1d,
  COUNT(CASE WHEN `authorization` = 'DECLINED' THEN 1 END) OVER w AS customer_declined_count_1d,
  customer_hour.*
FROM customer_hour
WINDOW w AS (PARTITION BY customer_id ORDER BY ts RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW customer_week AS
SELECT
  COUNT(*) OVER w AS customer_tx_count_7d,
  CAST(SUM(amount) OVER w AS DOUBLE) AS customer_amount_sum_7d,
  COUNT(DISTINCT merchant_id) OVER w AS customer_merchants_7d,
  COUNT(DISTINCT ip_address) OVER w AS customer_ips_7d,
  customer_day.*
FROM customer_day
WINDOW w AS (PARTITION BY customer_id ORDER BY ts RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND CURRENT ROW);

-- What leaves out the current row is worked out from sums that have it in.
CREATE TEMPORARY VIEW customer_month AS
SELECT
  COUNT(*) OVER w AS customer_tx_count_30d,
  SUM(amount) OVER w AS customer_amount_sum_30d,
  SUM(amount * amount) OVER w AS customer_amount_squares_30d,
  COUNT(DISTINCT merchant_id) OVER w AS customer_merchants_30d,
  COUNT(DISTINCT merchant_country) OVER w AS customer_countries_30d,
  COUNT(DISTINCT device_id) OVER w AS customer_devices_30d,
  COUNT(CASE WHEN channel = 'ECOMMERCE' THEN 1 END) OVER w AS customer_online_30d,
  customer_week.*
FROM customer_week
WINDOW w AS (PARTITION BY customer_id ORDER BY ts RANGE BETWEEN INTERVAL '30' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW customer_quarter AS
SELECT
  COUNT(*) OVER w AS customer_tx_count_90d,
  customer_month.*
FROM customer_month
WINDOW w AS (PARTITION BY customer_id ORDER BY ts RANGE BETWEEN INTERVAL '90' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW customer_lifetime AS
SELECT
  COUNT(*) OVER w AS customer_tx_count_lifetime,
  customer_quarter.*
FROM customer_quarter
WINDOW w AS (PARTITION BY customer_id ORDER BY ts RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW customer_previous AS
SELECT
  LAG(event_time) OVER (PARTITION BY customer_id ORDER BY ts) AS customer_previous_time,
  customer_lifetime.*
FROM customer_lifetime;

CREATE TEMPORARY VIEW customer_merchant AS
SELECT
  COUNT(*) OVER (PARTITION BY customer_id, merchant_id ORDER BY ts RANGE BETWEEN INTERVAL '90' DAY PRECEDING AND CURRENT ROW) AS customer_merchant_90d,
  customer_previous.*
FROM customer_previous;

CREATE TEMPORARY VIEW customer_country AS
SELECT
  COUNT(*) OVER (PARTITION BY customer_id, merchant_country ORDER BY ts RANGE BETWEEN INTERVAL '90' DAY PRECEDING AND CURRENT ROW) AS customer_country_90d,
  customer_merchant.*
FROM customer_merchant;

-- ---------------------------------------------------------------- card
CREATE TEMPORARY VIEW card_minute AS
SELECT
  COUNT(*) OVER (PARTITION BY card_id ORDER BY ts RANGE BETWEEN INTERVAL '1' MINUTE PRECEDING AND CURRENT ROW) AS card_tx_count_1m,
  customer_country.*
FROM customer_country;

CREATE TEMPORARY VIEW card_minutes AS
SELECT
  COUNT(*) OVER w AS card_tx_count_10m,
  CAST(SUM(amount) OVER w AS DOUBLE) AS card_amount_sum_10m,
  card_minute.*
FROM card_minute
WINDOW w AS (PARTITION BY card_id ORDER BY ts RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW card_hour AS
SELECT
  COUNT(*) OVER w AS card_tx_count_1h,
  CAST(SUM(amount) OVER w AS DOUBLE) AS card_amount_sum_1h,
  COUNT(CASE WHEN `authorization` = 'DECLINED' THEN 1 END) OVER w AS card_declined_count_1h,
  COUNT(CASE WHEN amount < 2.0 THEN 1 END) OVER w AS card_small_count_1h,
  card_minutes.*
FROM card_minutes
WINDOW w AS (PARTITION BY card_id ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW card_day AS
SELECT
  COUNT(*) OVER w AS card_tx_count_1d,
  CAST(SUM(amount) OVER w AS DOUBLE) AS card_amount_sum_1d,
  CAST(MIN(amount) OVER w AS DOUBLE) AS card_amount_min_1d,
  COUNT(DISTINCT terminal_id) OVER w AS card_terminals_1d,
  COUNT(DISTINCT merchant_country) OVER w AS card_countries_1d,
  card_hour.*
FROM card_hour
WINDOW w AS (PARTITION BY card_id ORDER BY ts RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW card_week AS
SELECT
  COUNT(*) OVER w AS card_tx_count_7d,
  COUNT(DISTINCT merchant_category_code) OVER w AS card_mccs_7d,
  card_day.*
FROM card_day
WINDOW w AS (PARTITION BY card_id ORDER BY ts RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW card_previous AS
SELECT
  LAG(event_time) OVER w AS card_previous_time,
  LAG(amount) OVER w AS card_amount_before,
  LAG(merchant_country) OVER w AS card_country_before,
  card_week.*
FROM card_week
WINDOW w AS (PARTITION BY card_id ORDER BY ts);

-- LAG does not skip rows without a position: those with one are a stream of their own.
CREATE TEMPORARY VIEW card_position AS
SELECT
  LAG(event_time) OVER w AS card_position_time,
  LAG(latitude) OVER w AS card_latitude_before,
  LAG(longitude) OVER w AS card_longitude_before,
  card_previous.*
FROM card_previous
WHERE latitude IS NOT NULL AND longitude IS NOT NULL
WINDOW w AS (PARTITION BY card_id ORDER BY ts)
UNION ALL
SELECT
  CAST(NULL AS BIGINT), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE),
  card_previous.*
FROM card_previous
WHERE latitude IS NULL OR longitude IS NULL;

-- ---------------------------------------------------------------- terminal
CREATE TEMPORARY VIEW terminal_minutes AS
SELECT
  COUNT(*) OVER (PARTITION BY terminal_id ORDER BY ts RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND CURRENT ROW) AS terminal_recent_count_10m,
  card_position.*
FROM card_position;

CREATE TEMPORARY VIEW terminal_hour AS
SELECT
  COUNT(*) OVER w AS terminal_recent_count_1h,
  COUNT(DISTINCT card_id) OVER w AS terminal_cards_1h,
  terminal_minutes.*
FROM terminal_minutes
WINDOW w AS (PARTITION BY terminal_id ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW terminal_day AS
SELECT
  COUNT(*) OVER w AS terminal_recent_count_1d,
  COUNT(DISTINCT card_id) OVER w AS terminal_cards_1d,
  COUNT(CASE WHEN `authorization` = 'DECLINED' THEN 1 END) OVER w AS terminal_declined_1d,
  terminal_hour.*
FROM terminal_hour
WINDOW w AS (PARTITION BY terminal_id ORDER BY ts RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW terminal_week AS
SELECT
  COUNT(*) OVER w AS terminal_count_7d,
  SUM(amount) OVER w AS terminal_amount_sum_7d,
  SUM(amount * amount) OVER w AS terminal_amount_squares_7d,
  terminal_day.*
FROM terminal_day
WINDOW w AS (PARTITION BY terminal_id ORDER BY ts RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND CURRENT ROW);

-- A window that ends a week ago is the difference of two that end now.
CREATE TEMPORARY VIEW terminal_8_days AS
SELECT
  COUNT(*) OVER (PARTITION BY terminal_id ORDER BY ts RANGE BETWEEN INTERVAL '8' DAY PRECEDING AND CURRENT ROW) AS terminal_count_8d,
  terminal_week.*
FROM terminal_week;

CREATE TEMPORARY VIEW terminal_14_days AS
SELECT
  COUNT(*) OVER (PARTITION BY terminal_id ORDER BY ts RANGE BETWEEN INTERVAL '14' DAY PRECEDING AND CURRENT ROW) AS terminal_count_14d,
  terminal_8_days.*
FROM terminal_8_days;

CREATE TEMPORARY VIEW terminal_37_days AS
SELECT
  COUNT(*) OVER (PARTITION BY terminal_id ORDER BY ts RANGE BETWEEN INTERVAL '37' DAY PRECEDING AND CURRENT ROW) AS terminal_count_37d,
  terminal_14_days.*
FROM terminal_14_days;

-- ---------------------------------------------------------------- device: those without one would be one partition
CREATE TEMPORARY VIEW device_minutes AS
SELECT
  COUNT(*) OVER (PARTITION BY device_id ORDER BY ts RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND CURRENT ROW) AS device_tx_count_10m,
  terminal_37_days.*
FROM terminal_37_days
WHERE device_id IS NOT NULL;

CREATE TEMPORARY VIEW device_hour AS
SELECT
  COUNT(*) OVER (PARTITION BY device_id ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW) AS device_tx_count_1h,
  device_minutes.*
FROM device_minutes;

CREATE TEMPORARY VIEW device_day AS
SELECT
  COUNT(*) OVER w AS device_tx_count_1d,
  COUNT(DISTINCT card_id) OVER w AS device_cards_1d,
  COUNT(DISTINCT ip_address) OVER w AS device_ips_1d,
  COUNT(CASE WHEN `authorization` = 'DECLINED' THEN 1 END) OVER w AS device_declined_count_1d,
  CAST(SUM(amount) OVER w AS DOUBLE) AS device_amount_sum_1d,
  device_hour.*
FROM device_hour
WINDOW w AS (PARTITION BY device_id ORDER BY ts RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW device_month AS
SELECT
  COUNT(*) OVER w AS device_tx_count_30d,
  COUNT(DISTINCT card_id) OVER w AS device_cards_30d,
  COUNT(DISTINCT customer_id) OVER w AS device_customers_30d,
  device_day.*
FROM device_day
WINDOW w AS (PARTITION BY device_id ORDER BY ts RANGE BETWEEN INTERVAL '30' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW device_seen AS
SELECT
  COUNT(*) OVER (PARTITION BY customer_id, device_id ORDER BY ts RANGE BETWEEN INTERVAL '90' DAY PRECEDING AND CURRENT ROW) AS customer_device_90d,
  device_month.*
FROM device_month;

CREATE TEMPORARY VIEW devices AS
SELECT * FROM device_seen
UNION ALL
SELECT
  CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
  CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS DOUBLE),
  CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
  terminal_37_days.*
FROM terminal_37_days
WHERE device_id IS NULL;

-- ---------------------------------------------------------------- address
CREATE TEMPORARY VIEW ip_minute AS
SELECT
  COUNT(*) OVER (PARTITION BY ip_address ORDER BY ts RANGE BETWEEN INTERVAL '1' MINUTE PRECEDING AND CURRENT ROW) AS ip_tx_count_1m,
  devices.*
FROM devices
WHERE ip_address IS NOT NULL;

CREATE TEMPORARY VIEW ip_minutes AS
SELECT
  COUNT(*) OVER (PARTITION BY ip_address ORDER BY ts RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND CURRENT ROW) AS ip_tx_count_10m,
  ip_minute.*
FROM ip_minute;

CREATE TEMPORARY VIEW ip_hour AS
SELECT
  COUNT(*) OVER w AS ip_tx_count_1h,
  COUNT(DISTINCT card_id) OVER w AS ip_cards_1h,
  COUNT(CASE WHEN `authorization` = 'DECLINED' THEN 1 END) OVER w AS ip_declined_1h,
  ip_minutes.*
FROM ip_minutes
WINDOW w AS (PARTITION BY ip_address ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW ip_day AS
SELECT
  COUNT(*) OVER w AS ip_tx_count_1d,
  COUNT(DISTINCT card_id) OVER w AS ip_cards_1d,
  COUNT(DISTINCT device_id) OVER w AS ip_devices_1d,
  ip_hour.*
FROM ip_hour
WINDOW w AS (PARTITION BY ip_address ORDER BY ts RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW);

CREATE TEMPORARY VIEW addresses AS
SELECT * FROM ip_day
UNION ALL
SELECT
  CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
  CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
  CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
  devices.*
FROM devices
WHERE ip_address IS NULL;

-- ---------------------------------------------------------------- what follows from one row
CREATE TEMPORARY VIEW moments AS
SELECT
  CASE WHEN customer_tx_count_30d > 1
    THEN CAST(customer_amount_sum_30d - amount AS DOUBLE) / (customer_tx_count_30d - 1) END AS customer_past_amount_avg_30d,
  CASE WHEN customer_tx_count_30d > 2
    THEN SQRT(GREATEST(0, (CAST(customer_amount_squares_30d - amount * amount AS DOUBLE)
      - CAST(customer_amount_sum_30d - amount AS DOUBLE) * CAST(customer_amount_sum_30d - amount AS DOUBLE) / (customer_tx_count_30d - 1))
      / (customer_tx_count_30d - 2))) END AS customer_past_amount_stddev_30d,
  CAST(terminal_amount_sum_7d AS DOUBLE) / terminal_count_7d AS terminal_amount_avg_7d,
  CASE WHEN terminal_count_7d > 1
    THEN SQRT(GREATEST(0, (CAST(terminal_amount_squares_7d AS DOUBLE)
      - CAST(terminal_amount_sum_7d AS DOUBLE) * CAST(terminal_amount_sum_7d AS DOUBLE) / terminal_count_7d)
      / (terminal_count_7d - 1))) END AS terminal_amount_stddev_7d,
  CASE WHEN event_time - card_position_time < 2592000000
    THEN 2 * 6371.0088 * ASIN(SQRT(
      SIN(RADIANS(latitude - card_latitude_before) / 2) * SIN(RADIANS(latitude - card_latitude_before) / 2)
      + COS(RADIANS(card_latitude_before)) * COS(RADIANS(latitude))
        * SIN(RADIANS(longitude - card_longitude_before) / 2) * SIN(RADIANS(longitude - card_longitude_before) / 2))) END AS card_distance_from_previous_km,
  CASE WHEN event_time - card_previous_time < 2592000000 THEN card_country_before END AS card_previous_country,
  addresses.*
FROM addresses;

CREATE TEMPORARY VIEW speeds AS
SELECT
  CASE WHEN event_time - card_position_time < 86400000 AND event_time > card_position_time
    THEN card_distance_from_previous_km * 3600000 / (event_time - card_position_time) END AS card_speed_from_previous_kmh,
  moments.*
FROM moments;

CREATE TEMPORARY VIEW features AS
SELECT
  transaction_id, event_time, customer_id, card_id, terminal_id, device_id, ip_address,
  customer_tx_count_1h, customer_tx_count_1d, customer_tx_count_7d, customer_tx_count_30d, customer_tx_count_90d,
  customer_amount_sum_1h, customer_amount_sum_1d, customer_amount_sum_7d,
  customer_amount_sum_1d / customer_tx_count_1d AS customer_amount_avg_1d,
  customer_amount_sum_7d / customer_tx_count_7d AS customer_amount_avg_7d,
  CAST(customer_amount_sum_30d AS DOUBLE) / customer_tx_count_30d AS customer_amount_avg_30d,
  customer_past_amount_avg_30d, customer_past_amount_stddev_30d,
  customer_merchants_1d, customer_merchants_7d, customer_merchants_30d,
  customer_countries_1d, customer_countries_30d, customer_devices_30d, customer_ips_1d, customer_ips_7d,
  CASE WHEN merchant_id IS NOT NULL THEN CASE WHEN customer_merchant_90d = 1 THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END END AS customer_new_merchant_90d,
  CASE WHEN device_id IS NOT NULL THEN CASE WHEN customer_device_90d = 1 THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END END AS customer_new_device_90d,
  CASE WHEN merchant_country IS NOT NULL THEN CASE WHEN customer_country_90d = 1 THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END END AS customer_new_country_90d,
  customer_declined_count_1h, customer_declined_count_1d,
  CAST(customer_online_30d AS DOUBLE) / customer_tx_count_30d AS customer_online_rate_30d,
  customer_tx_count_lifetime,
  CASE WHEN event_time - customer_previous_time < 7776000000 THEN event_time - customer_previous_time END AS customer_time_since_previous,
  card_tx_count_1m, card_tx_count_10m, card_tx_count_1h, card_tx_count_1d, card_tx_count_7d,
  card_amount_sum_10m, card_amount_sum_1h, card_amount_sum_1d, card_amount_min_1d,
  card_declined_count_1h, card_terminals_1d, card_countries_1d, card_mccs_7d, card_small_count_1h,
  CASE WHEN event_time - card_previous_time < 2592000000 THEN event_time - card_previous_time END AS card_time_since_previous,
  card_distance_from_previous_km, card_speed_from_previous_kmh,
  CASE WHEN event_time - card_previous_time < 2592000000 THEN CAST(card_amount_before AS DOUBLE) END AS card_previous_amount,
  card_previous_country,
  CASE WHEN card_previous_time IS NULL THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS card_first_seen,
  terminal_count_8d - terminal_count_7d AS terminal_tx_count_1d,
  terminal_count_14d - terminal_count_7d AS terminal_tx_count_7d,
  terminal_count_37d - terminal_count_7d AS terminal_tx_count_30d,
  terminal_recent_count_10m, terminal_recent_count_1h, terminal_recent_count_1d,
  terminal_cards_1h, terminal_cards_1d, terminal_amount_avg_7d, terminal_amount_stddev_7d,
  CAST(terminal_declined_1d AS DOUBLE) / terminal_recent_count_1d AS terminal_declined_rate_1d,
  device_tx_count_10m, device_tx_count_1h, device_tx_count_1d, device_tx_count_30d,
  device_cards_1d, device_cards_30d, device_customers_30d, device_ips_1d, device_declined_count_1d, device_amount_sum_1d,
  ip_tx_count_1m, ip_tx_count_10m, ip_tx_count_1h, ip_tx_count_1d, ip_cards_1h, ip_cards_1d, ip_devices_1d,
  CAST(ip_declined_1h AS DOUBLE) / ip_tx_count_1h AS ip_declined_rate_1h,
  CASE WHEN DAYOFWEEK(ts) IN (1, 7) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS tx_during_weekend,
  CASE WHEN HOUR(ts) <= 6 THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS tx_during_night,
  HOUR(ts) AS tx_hour_of_day,
  MOD(DAYOFWEEK(ts) + 5, 7) + 1 AS tx_day_of_week,
  CASE WHEN customer_past_amount_stddev_30d > 0
    THEN (CAST(amount AS DOUBLE) - customer_past_amount_avg_30d) / customer_past_amount_stddev_30d
    WHEN customer_past_amount_stddev_30d IS NOT NULL THEN CAST(0 AS DOUBLE) END AS customer_amount_zscore_30d,
  CASE WHEN customer_past_amount_avg_30d > 0 THEN CAST(amount AS DOUBLE) / customer_past_amount_avg_30d
    WHEN customer_past_amount_avg_30d IS NOT NULL THEN CAST(0 AS DOUBLE) END AS customer_amount_ratio_30d,
  CAST(customer_tx_count_1d AS DOUBLE) * 30 / customer_tx_count_30d AS customer_activity_ratio,
  CASE WHEN terminal_amount_stddev_7d > 0
    THEN (CAST(amount AS DOUBLE) - terminal_amount_avg_7d) / terminal_amount_stddev_7d
    WHEN terminal_amount_stddev_7d IS NOT NULL THEN CAST(0 AS DOUBLE) END AS terminal_amount_zscore_7d,
  merchant_country <> card_previous_country AS card_country_changed,
  merchant_country <> card_country AS is_foreign,
  channel IN ('ECOMMERCE', 'MOTO', 'RECURRING') AS is_card_absent,
  CASE WHEN card_speed_from_previous_kmh IS NULL THEN FALSE ELSE card_speed_from_previous_kmh > 900 END AS implausible_travel
FROM speeds
