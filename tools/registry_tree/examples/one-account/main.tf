terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.68, < 7.0"
    }
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}

module "vpc" {
  source = "REGISTRY"

  name = "analytics"
}

module "environment" {
  source = "REGISTRY//modules/environment"

  name                = "analytics-etl"
  vpc_id              = module.vpc.vpc_id
  subnet_ids          = module.vpc.private_subnet_ids
  endpoint_management = "SERVICE"
}

output "webserver_url" {
  description = "Host name of the Airflow UI, reachable inside the VPC."
  value       = module.environment.webserver_url
}
