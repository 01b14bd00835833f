# Everything in one root module, by people who do not use mwaa_tf: nothing has an id before the first apply.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "region" {
  type    = string
  default = "us-east-1"
}

variable "zones" {
  type    = list(string)
  default = ["us-east-1a", "us-east-1b"]
}

provider "aws" {
  region = var.region
}

locals {
  name = "nightly"
}

module "network" {
  source = "./modules/network"

  name  = local.name
  cidr  = "10.20.0.0/16"
  zones = var.zones
}

module "airflow" {
  source = "./modules/airflow"

  name    = local.name
  network = { subnet_ids = module.network.private_subnet_ids, vpc_id = module.network.vpc_id }
}
