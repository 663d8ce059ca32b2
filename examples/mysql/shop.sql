-- A shop as an application has it: the source of the example. Made anew by each run of run.sh.
DROP DATABASE IF EXISTS shop;
CREATE DATABASE shop CHARACTER SET utf8mb4;
USE shop;
SET time_zone = '+00:00';

CREATE TABLE customers (
  id INT UNSIGNED PRIMARY KEY,
  name VARCHAR(60) NOT NULL,
  country CHAR(2) NOT NULL,
  newsletter BIT(1) NOT NULL DEFAULT b'0'
);
CREATE TABLE products (
  id SMALLINT UNSIGNED PRIMARY KEY,
  name VARCHAR(60) NOT NULL,
  price DECIMAL(10,2) NOT NULL,
  tags JSON
);
CREATE TABLE orders (
  id BIGINT UNSIGNED PRIMARY KEY,
  customer_id INT UNSIGNED NOT NULL,
  ordered_at TIMESTAMP(3) NOT NULL,
  status ENUM('open', 'paid', 'cancelled') NOT NULL,
  note TEXT,
  KEY (ordered_at),
  FOREIGN KEY (customer_id) REFERENCES customers (id)
);
CREATE TABLE order_lines (
  order_id BIGINT UNSIGNED,
  line TINYINT UNSIGNED,
  product_id SMALLINT UNSIGNED NOT NULL,
  quantity SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (order_id, line),
  FOREIGN KEY (order_id) REFERENCES orders (id),
  FOREIGN KEY (product_id) REFERENCES products (id)
);

INSERT INTO customers VALUES
  (1, 'Åse Nygård', 'NO', 1), (2, 'Jörg Weiß', 'DE', 0), (3, 'María Núñez', 'ES', 1), (4, 'Łukasz Żak', 'PL', 0),
  (5, 'Chloé Lefèvre', 'FR', 1), (6, 'Dimitris Παπάς', 'GR', 0), (7, 'Anna Müller', 'DE', 1);
INSERT INTO products VALUES
  (1, 'Tent for two', 249.00, '["outdoor", "sale"]'), (2, 'Head torch', 39.90, '["outdoor", "light"]'),
  (3, 'Enamel mug', 12.50, '["kitchen"]'), (4, 'Sleeping bag', 119.00, '["outdoor"]'),
  (5, 'Gas stove', 64.95, '["kitchen", "outdoor"]'), (6, 'Map of the fells', 18.00, NULL);

CREATE TEMPORARY TABLE digits (d INT);
INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
CREATE TEMPORARY TABLE tens AS SELECT d * 10 AS t FROM digits;
CREATE TEMPORARY TABLE hundreds AS SELECT d * 100 AS h FROM digits;

-- A thousand orders of 2025, none of them by chance.
INSERT INTO orders
SELECT n, 1 + n * 13 % 7, '2025-01-01 08:00:00' + INTERVAL n * 521 MINUTE,
       CASE WHEN n % 17 = 0 THEN 'cancelled' WHEN n % 11 = 0 THEN 'open' ELSE 'paid' END,
       CASE WHEN n % 9 = 0 THEN 'leave it with the neighbour' END
FROM (SELECT 1 + h + t + d AS n FROM hundreds, tens, digits) AS numbers;
INSERT INTO order_lines
SELECT o.id, l.d, 1 + (o.id * 5 + l.d * 7) % 6, 1 + (o.id + l.d) % 4
FROM orders o JOIN digits l ON l.d BETWEEN 1 AND 1 + o.id % 3;
