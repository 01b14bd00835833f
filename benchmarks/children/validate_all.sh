#!/bin/sh
# validate_all.sh DEPLOYMENT COMMAND...: run a command of Terraform in each workspace, one after another.
set -e
cd "$1"
shift
for file in [0-9]-*/main.tf [0-9]-*/*/main.tf; do
  [ ! -e "$file" ] || terraform -chdir="${file%/main.tf}" "$@"
done
