# Beside environment.tf, this file adds an argument that providers before 6.11 refuse, also as null. Rendering copies it
# where a deployment sets worker_replacement_strategy (Terraform documentation, override files).

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.11, < 7.0"
    }
  }
}

locals {
  takes_worker_replacement_strategy = true
}

resource "aws_mwaa_environment" "this" {
  #checkov:skip=CKV_AWS_242:environment.tf has the logs; checkov reads each file alone:
  #checkov:skip=CKV_AWS_243:environment.tf has the logs; checkov reads each file alone:
  #checkov:skip=CKV_AWS_244:environment.tf has the logs; checkov reads each file alone:
  worker_replacement_strategy = var.worker_replacement_strategy
}
