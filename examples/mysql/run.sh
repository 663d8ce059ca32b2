#!/usr/bin/env bash
# Runs the example with a server of its own, which ends with it.
#
# Usage: examples/mysql/run.sh [OSIRIS_PROGRAM [mariadb|mysql]]
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly here
readonly root="${here%/examples/mysql}"
readonly osiris="${1:-$root/build/release/bin/osiris}"
readonly flavour="${2:-mariadb}"
readonly starter="$root/tests/services/mysql_server.py"

if [ ! -x "$osiris" ]; then
  echo "example: $osiris is missing; make build makes it" >&2
  exit 2
fi
if [ ! -f "$starter" ]; then
  echo "example: $starter is missing; run this in a checkout of osiris" >&2
  exit 2
fi

say() { printf '\n== %s\n\n' "$*"; }

# It says where it is, and ends when its standard input does.
coproc SERVER { exec python3 -B "$starter" "$flavour"; }
readonly server_id="$SERVER_PID"
stop_server() {
  eval "exec ${SERVER[1]}>&-"
  wait "$server_id" || true
}
trap stop_server EXIT
read -r place <&"${SERVER[0]}" || { echo "example: the server did not start" >&2; exit 1; }
fact() { python3 -c 'import json, sys; print(json.loads(sys.argv[1])[sys.argv[2]])' "$place" "$1"; }
SHOP_PORT="$(fact port)"
READER_PASSWORD="reads-only"
REPORTER_PASSWORD="writes-reports"
export SHOP_PORT READER_PASSWORD REPORTER_PASSWORD

client=(mariadb --no-defaults --default-character-set=utf8mb4 --init-command="SET time_zone = '+00:00'"
  --socket="$(fact socket)" -uroot)
"${client[@]}" <"$here/shop.sql"
"${client[@]}" -e "
  CREATE DATABASE reports CHARACTER SET utf8mb4;
  CREATE USER reader IDENTIFIED BY '$READER_PASSWORD';
  GRANT SELECT ON shop.* TO reader;
  CREATE USER reporter IDENTIFIED BY '$REPORTER_PASSWORD';
  GRANT ALL ON reports.* TO reporter;"

cd "$here"
say "osiris connections doctor"
"$osiris" connections doctor
say "osiris discovery run @mysql.shop --table 'order*'"
"$osiris" discovery run @mysql.shop --table 'order*'
say "osiris run pipelines/revenue.yaml"
"$osiris" run pipelines/revenue.yaml
say "once more, as of July: those months are replaced, the others stay"
"$osiris" run pipelines/revenue.yaml --param since=2025-07-01
say "SELECT * FROM reports.monthly_revenue ORDER BY revenue DESC LIMIT 5"
"${client[@]}" --table -e "SELECT * FROM reports.monthly_revenue ORDER BY revenue DESC LIMIT 5"
say "output/monthly_revenue.csv"
head -n 6 output/monthly_revenue.csv
