#!/bin/sh
# plan_all.sh DEPLOYMENT PLANS: plan each workspace and show the plan as JSON, as by hand.
set -e
cd "$1"
for file in [0-9]-*/main.tf [0-9]-*/*/main.tf; do
  [ -e "$file" ] || continue
  workspace=${file%/main.tf}
  mkdir -p "$2/$workspace"
  terraform -chdir="$workspace" plan -input=false -out="$2/$workspace/plan.tfplan"
  terraform -chdir="$workspace" show -json "$2/$workspace/plan.tfplan" > "$2/$workspace/plan.json"
done
