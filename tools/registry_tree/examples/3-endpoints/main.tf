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
  allowed_account_ids = ["111111111111"] # the owner
}

variable "vpc_id" {
  description = "Output vpc_id of the network."
  type        = string
}

variable "subnet_ids" {
  description = "Output subnet_ids of the network: the owner's own, not what a participant says."
  type        = list(string)
}

variable "endpoints" {
  description = "Output endpoints of the participant's environment."
  type = object({
    database_service_name         = string
    webserver_service_name        = string
    environment_security_group_id = string
  })
}

module "environment_endpoints" {
  source = "REGISTRY//modules/environment-endpoints"

  name       = "analytics-data-etl"
  vpc_id     = var.vpc_id
  subnet_ids = var.subnet_ids

  database_service_name         = var.endpoints.database_service_name
  webserver_service_name        = var.endpoints.webserver_service_name
  environment_account_id        = "222222222222"
  environment_security_group_id = var.endpoints.environment_security_group_id
}
