#include "osiris/app/starter_project.h"

namespace osiris::app {
namespace {

constexpr std::string_view kPipeline =
    R"(# A first pipeline: read a CSV file, aggregate it with SQL, write a CSV file.
#
#   osiris validate pipelines/first.yaml
#   osiris run pipelines/first.yaml
#
# A step without `needs` takes the output of the step before it.
oml_version: "0.1.0"
name: first

steps:
  - id: extract-orders
    component: filesystem.csv_extractor
    mode: read
    config:
      path: data/orders.csv

  - id: revenue-by-country
    component: duckdb.processor
    mode: transform
    config:
      query: |
        SELECT country,
               count(*) AS orders,
               CAST(sum(quantity * unit_price) AS DECIMAL(18, 2)) AS revenue
        FROM df_extract_orders
        GROUP BY country
        ORDER BY revenue DESC, country

  - id: write-revenue
    component: filesystem.csv_writer
    mode: write
    config:
      path: output/revenue_by_country.csv
)";

constexpr std::string_view kOrders = R"(order_id,ordered_on,country,product,quantity,unit_price
1001,2026-01-03,CZ,notebook,12,4.50
1002,2026-01-03,DE,pencil,40,0.80
1003,2026-01-04,CZ,folder,6,3.20
1004,2026-01-05,AT,notebook,3,4.50
1005,2026-01-05,DE,stapler,2,11.90
1006,2026-01-06,SK,pencil,100,0.75
1007,2026-01-07,CZ,stapler,1,11.90
1008,2026-01-07,DE,notebook,25,4.20
1009,2026-01-08,AT,folder,10,3.20
1010,2026-01-09,SK,notebook,8,4.50
1011,2026-01-09,CZ,pencil,60,0.80
1012,2026-01-10,DE,folder,15,3.00
)";

constexpr std::string_view kConnections =
    R"(# Connections: where services are and how to log in, kept out of pipelines.
# A step names one with `connection: "@<family>.<alias>"`.
# ${NAME} comes from the environment or from .env, ${NAME:-fallback} has a fallback.
# Passwords belong there, never in this file.
connections:
  filesystem:
    data:
      base_dir: data

#  mysql:
#    main:
#      host: ${MYSQL_HOST:-localhost}
#      port: 3306
#      database: shop
#      user: ${MYSQL_USER}
#      password: ${MYSQL_PASSWORD}
)";

constexpr std::string_view kEnvironment =
    R"(# Copy this file to .env and fill in what your connections need. Git ignores .env.
# A variable that is exported in the shell wins over the one here.
# MYSQL_USER=
# MYSQL_PASSWORD=
)";

}  // namespace

const std::vector<StarterFile>& starter_files() {
  static const std::vector<StarterFile> files{
      {"data/orders.csv", kOrders},
      {"pipelines/first.yaml", kPipeline},
      {"osiris_connections.yaml", kConnections},
      {".env.example", kEnvironment},
  };
  return files;
}

const std::vector<std::string_view>& ignored_paths() {
  static const std::vector<std::string_view> paths{
      ".osiris_sessions/", ".osiris_state/", ".osiris_cache/", "build/", ".env", "output/"};
  return paths;
}

}  // namespace osiris::app
