#!/usr/bin/env bash
# Runs the example pipelines on real data and says where the results are.
#
# Usage: examples/demo/run.sh [OSIRIS_PROGRAM]
set -euo pipefail

demo="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly demo
readonly root="${demo%/examples/demo}"
readonly osiris="${1:-$root/build/release/bin/osiris}"
readonly package="$root/node_modules/vega-datasets"

# How people name a path that lies below the folder they are in.
shown() { echo "${1#"$PWD"/}"; }

if [ ! -x "$osiris" ]; then
  echo "demo: $osiris is missing; make build makes it" >&2
  exit 2
fi

for name in movies flights delays airports; do
  if [ ! -f "$demo/data/$name.csv" ]; then
    if [ ! -d "$package" ]; then
      echo "demo: the data is missing; make setup fetches it" >&2
      exit 2
    fi
    echo "demo: preparing the data"
    node "$demo/prepare.mjs" "$package" "$demo/data"
    break
  fi
done

for pipeline in movies delays airports; do
  printf '\n== osiris run %s\n\n' "$(shown "$demo/pipelines/$pipeline.yaml")"
  "$osiris" run "$demo/pipelines/$pipeline.yaml" --project "$demo"
done

for result in genres directors delays_by_hour delays_by_airport; do
  printf '\n== %s\n\n' "$(shown "$demo/output/$result.csv")"
  head -n 6 "$demo/output/$result.csv"
done

printf '\n== osiris data ls last\n\n'
"$osiris" data ls last --project "$demo"

cat <<TEXT

== Where everything is

pipelines  $(shown "$demo/pipelines/")
results    $(shown "$demo/output/")
sessions   $(shown "$demo/.osiris_sessions/"), each with every step's table in pipeline_data.duckdb

Ask more:  $(shown "$osiris") data sql last 'SELECT * FROM "delays-by-airport" LIMIT 5' --project $(shown "$demo")
TEXT
