#!/bin/sh
# rehearse_all.sh DEPLOYMENT WAIT: what a rehearsal does, by hand: initialise, apply, wait with the command WAIT until all
# environments are AVAILABLE, refresh, plan again and destroy, one workspace after another.
set -e
cd "$1"

each() {
  for workspace in $1; do
    [ ! -e "$workspace/main.tf" ] || terraform -chdir="$workspace" $2 -input=false $3
  done
}

backwards() {
  printf '%s\n' [0-9]-* | sort -r
}

each "[0-9]-* [0-9]-*/*" init
each "[0-9]-* [0-9]-*/*" apply -auto-approve
$2
each "2-environments/*" apply "-auto-approve -refresh-only"
each "[0-9]-* [0-9]-*/*" plan -detailed-exitcode
for stage in $(backwards); do
  each "$stage $stage/*" apply "-auto-approve -destroy"
done
