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
  allowed_account_ids = ["222222222222"] # the participant
}

variable "vpc_id" {
  description = "Output vpc_id of the owner's network."
  type        = string
}

variable "subnet_ids" {
  description = "Output subnet_ids of the owner's network."
  type        = list(string)
}

module "environment" {
  source = "REGISTRY//modules/environment"

  name       = "analytics-data-etl"
  vpc_id     = var.vpc_id
  subnet_ids = var.subnet_ids
}

output "endpoints" {
  description = "What the owner needs to create the environment's endpoints."
  value = {
    database_service_name         = module.environment.database_vpc_endpoint_service
    webserver_service_name        = module.environment.webserver_vpc_endpoint_service
    environment_security_group_id = module.environment.security_group_reference
  }
}
