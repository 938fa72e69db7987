#!/usr/bin/env bash
# The jobs of 'charrnn search --emit-jobs', one task of a Slurm array for each. Where Slurm is not at hand, the same, one after the other.
#
#   charrnn search novel.txt --emit-jobs jobs          on any machine
#   docs/search/slurm-array.sh novel.txt jobs          submits one round; when it is over, its last job collects and submits the next
#   docs/search/slurm-array.sh --here novel.txt jobs   does all rounds on this machine
#
# The folder must be one that all machines see. What follows the folder goes to 'charrnn search --collect', for example
# --output best.safetensors. CHARRNN is the command, where it is not simply charrnn; SBATCH_OPTIONS are for every sbatch.
# A round is submitted in arrays of at most CHARRNN_SLICE tasks, 500 if it is not set: Slurm refuses long lists and large numbers.
set -euo pipefail

read -ra charrnn <<<"${CHARRNN:-charrnn}"
read -ra sbatch_options <<<"${SBATCH_OPTIONS:-}"
slice=${CHARRNN_SLICE:-500}
script=$(readlink -f "${BASH_SOURCE[0]}")
export CHARRNN_SCRIPT=${CHARRNN_SCRIPT:-$script}

# One task: the job whose number the scheduler gives, counted from the first of its slice.
task() {
    local text=$1 rung=$2 n=$((SLURM_ARRAY_TASK_ID + ${3:-0}))
    "${charrnn[@]}" train "$text" --options "$rung/job-$n.json" --result "$rung/result-$n.json" --output "$rung/model-$n.safetensors"
}

# What is to be done now, as 'rung-0 0,1,2'; fails when the search is over.
read_tasks() {
    [ -e "$1/tasks" ] && read -r rung numbers <"$1/tasks"
}

# Where a round has brought nothing at all, the next would not either.
collect() {
    local text=$1 folder=$2 before
    before=$(cat "$folder/tasks")
    shift 2
    "${charrnn[@]}" search "$text" --collect "$folder" "$@"
    if [ -e "$folder/tasks" ] && [ "$(cat "$folder/tasks")" = "$before" ]; then
        echo "$0: none of the jobs has left a result ($before); see what they have written" >&2
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
