#!/usr/bin/env bash
# A hunt in shards by GNU parallel, on this machine or on several: hunt.sh SEEDS SHARDS [OPTION OF PARALLEL]...
#
#   deploy/parallel/hunt.sh 1-20000 64
#   deploy/parallel/hunt.sh 1-20000 64 --sshlogin 8/alpha,8/beta --workdir ... --return parts/{}.json --cleanup
#
# The same line again goes on where the first one was stopped; it ends with the report of `spanscope merge` and its exit code.
# SPANSCOPE is how the program is called, PARTS where the parts go (a name below the working directory, so that others can return it).
set -euo pipefail

seeds=${1:?the seeds, such as 1-20000}
shards=${2:?how many shards, such as 64}
shift 2
spanscope=${SPANSCOPE:-spanscope}
parts=${PARTS:-parts}
mkdir -p "$parts"

# Exit 1 of a shard says that it found something: no failure of the shard, merge tells it. What did not come at all, merge misses.
seq "$shards" | parallel --joblog "$parts/parallel.log" --resume "$@" \
  "mkdir -p $parts; $spanscope hunt --seeds $seeds --shard {}/$shards --workers 1 --out $parts/{}.json > $parts/{}.txt 2>&1 || [ \$? -eq 1 ]" ||
  echo "some shards did not end well: see $parts/*.txt" >&2

# shellcheck disable=SC2086 # several words
$spanscope merge "$parts"/*.json
