#!/bin/sh
# rehearse_all.sh DEPLOYMENT WAIT: what `mwaa_tf rehearse` does, by hand: initialise and apply each workspace, wait with
# the command WAIT until all environments are AVAILABLE, refresh their states, plan again, and destroy.
set -e
cd "$1"
workspaces=$(printf '%s\n' [0-9]-*/main.tf [0-9]-*/*/main.tf | sed -n 's#/main\.tf$##p' |
  while read -r workspace; do [ ! -e "$workspace/main.tf" ] || echo "$workspace"; done)

for workspace in $workspaces; do
  terraform -chdir="$workspace" init -input=false
  terraform -chdir="$workspace" apply -input=false -auto-approve
done
$2
for workspace in 2-environments/*; do
  terraform -chdir="$workspace" apply -input=false -auto-approve -refresh-only
done
for workspace in $workspaces; do
  terraform -chdir="$workspace" plan -input=false -detailed-exitcode
done
for workspace in $(printf '%s\n' $workspaces | sort -r); do
  terraform -chdir="$workspace" destroy -input=false -auto-approve
done
