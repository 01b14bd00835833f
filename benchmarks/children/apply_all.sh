#!/bin/sh
# apply_all.sh DEPLOYMENT PLANS WAIT: apply each workspace, stage by stage, two at a time; wait with the command WAIT
# until all environments are AVAILABLE; refresh their states. The commands are those of `mwaa_tf apply`.
set -e
cd "$1"
export plans="$2"

each() {
  printf '%s\n' "$1"/main.tf "$1"/*/main.tf | sed -n 's#/main\.tf$##p' | while read -r workspace; do
    [ ! -e "$workspace/main.tf" ] || echo "$workspace"
  done | xargs -P 2 -I '{}' sh -ec "$2" '{}'
}

for stage in [0-9]-*; do
  each "$stage" '
    mkdir -p "$plans/$0"
    terraform -chdir="$0" init -input=false
    terraform -chdir="$0" plan -input=false -out="$plans/$0/plan.tfplan"
    terraform -chdir="$0" show -json "$plans/$0/plan.tfplan" > "$plans/$0/plan.json"
  '
  each "$stage" 'terraform -chdir="$0" apply -input=false "$plans/$0/plan.tfplan"'
  if [ "$stage" = 3-endpoints ]; then
    $3
    each 2-environments 'terraform -chdir="$0" apply -input=false -auto-approve -refresh-only'
  fi
done
