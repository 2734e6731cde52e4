#!/usr/bin/env bash
# A hunt as a job array of Slurm, and the report as a job that comes after it: submit.sh SEEDS SHARDS [OPTION OF SBATCH]...
#
#   SPANSCOPE="node $HOME/spanscope/dist/cli.mjs" deploy/slurm/submit.sh 1-20000 64 --partition=short
#
# A shard that failed can be had again with the line that is printed; shards that came twice count once.
# PARTS is a folder that all machines share.
set -euo pipefail

export SEEDS=${1:?the seeds, such as 1-20000}
export SHARDS=${2:?how many shards, such as 64}
shift 2
export SPANSCOPE=${SPANSCOPE:-spanscope}
export PARTS=${PARTS:-$PWD/parts}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$PARTS"

array=$(sbatch --parsable --export=ALL --array="1-$SHARDS" --output="$PARTS/%a.txt" "$@" "$here/hunt.sbatch")
array=${array%%;*} # without the name of the cluster
# afterany: shards that found something end with 1, and the report is wanted all the same.
merge=$(sbatch --parsable --export=ALL --dependency="afterany:$array" --output="$PARTS/report.txt" "$@" "$here/merge.sbatch")
echo "array $array hunts, job ${merge%%;*} writes $PARTS/report.txt"
echo "a shard again: SEEDS=$SEEDS SHARDS=$SHARDS SPANSCOPE='$SPANSCOPE' PARTS=$PARTS sbatch --array=NUMBER $here/hunt.sbatch"
