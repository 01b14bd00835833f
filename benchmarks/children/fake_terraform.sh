#!/bin/sh
# Answers as Terraform does, with the files of the folder FAKE_TERRAFORM. Each command is added to FAKE_TERRAFORM_LOG.
[ -z "$FAKE_TERRAFORM_LOG" ] || echo "$1 $PWD" >> "$FAKE_TERRAFORM_LOG"
case $1 in
version | show) exec cat "$FAKE_TERRAFORM/$1.json" ;;
init) mkdir -p .terraform ;;
plan)
  for argument; do
    case $argument in -out=*) cat "$FAKE_TERRAFORM/plan.tfplan" > "${argument#-out=}" ;; esac
  done
  cat "$FAKE_TERRAFORM/plan.jsonl"
  exit 2
  ;;
esac
