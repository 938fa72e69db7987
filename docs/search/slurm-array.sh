#!/usr/bin/env bash
# Runs the jobs of 'charrnn search --emit-jobs', each as a task of a Slurm array, or one after the other without Slurm.
#
#   charrnn search novel.txt --emit-jobs jobs          on any machine
#   docs/search/slurm-array.sh novel.txt jobs          submits one round, whose last job collects the results and submits the next
#   docs/search/slurm-array.sh --here novel.txt jobs   runs all rounds on this machine
#
# All machines must have access to the folder. Arguments after the folder are passed to 'charrnn search --collect', for example
# --output best.safetensors. CHARRNN is the command if it is not charrnn; SBATCH_OPTIONS are passed to every sbatch.
# A round is submitted in arrays of at most CHARRNN_SLICE tasks (default 500), because Slurm rejects long lists and large numbers.
set -euo pipefail

read -ra charrnn <<<"${CHARRNN:-charrnn}"
read -ra sbatch_options <<<"${SBATCH_OPTIONS:-}"
slice=${CHARRNN_SLICE:-500}
script=$(readlink -f "${BASH_SOURCE[0]}")
export CHARRNN_SCRIPT=${CHARRNN_SCRIPT:-$script}

# Runs one job. The scheduler gives its number, counted from the first job of the slice.
task() {
    local text=$1 rung=$2 n=$((SLURM_ARRAY_TASK_ID + ${3:-0}))
    "${charrnn[@]}" train "$text" --options "$rung/job-$n.json" --result "$rung/result-$n.json" --output "$rung/model-$n.safetensors"
}

# Reads the pending tasks, such as 'rung-0 0,1,2'; fails when the search is over.
read_tasks() {
    [ -e "$1/tasks" ] && read -r rung numbers <"$1/tasks"
}

# Collects the results. Stops if no job of the round has left a result, because the next round would have none either.
collect() {
    local text=$1 folder=$2 before
    before=$(cat "$folder/tasks")
    shift 2
    "${charrnn[@]}" search "$text" --collect "$folder" "$@"
    if [ -e "$folder/tasks" ] && [ "$(cat "$folder/tasks")" = "$before" ]; then
        echo "$0: none of the jobs has left a result ($before); see their output" >&2
        exit 1
    fi
}

here() {
    local text=$1 folder=$2 n
    while read_tasks "$folder"; do
        for n in ${numbers//,/ }; do
            SLURM_ARRAY_TASK_ID=$n task "$text" "$folder/$rung"
        done
        collect "$@"
    done
}

# Submits one slice; its array number, without the name of a cluster, is added to the list that the collector waits for.
submit_slice() {
    local text=$1 rung=$2 offset=$3 list=$4 array
    array=$(sbatch --parsable "${sbatch_options[@]}" --cpus-per-task=1 --array="$list" --job-name=charrnn-trial "$CHARRNN_SCRIPT" --task "$text" "$rung" "$offset")
    arrays+=":${array%%;*}"
}

submit() {
    local text=$1 folder=$2 n offset=0 list="" arrays=""
    if ! read_tasks "$folder"; then
        echo "The search in $folder is over."
        return
    fi
    for n in ${numbers//,/ }; do
        if [ -n "$list" ] && [ $((n / slice * slice)) -ne $offset ]; then
            submit_slice "$text" "$folder/$rung" "$offset" "$list"
            list=""
        fi
        offset=$((n / slice * slice))
        list+="${list:+,}$((n - offset))"
    done
    submit_slice "$text" "$folder/$rung" "$offset" "$list"
    sbatch "${sbatch_options[@]}" --cpus-per-task=1 --dependency="afterany$arrays" --job-name=charrnn-collect "$CHARRNN_SCRIPT" --next "$@"
}

case ${1:-} in
    --task) shift; task "$@" ;;
    --next) shift; collect "$@"; submit "$@" ;;
    --here) shift; here "$@" ;;
    -* | '') sed -n '2,11s/^# \{0,1\}//p' "$script" >&2; exit 2 ;;
    *) submit "$@" ;;
esac
