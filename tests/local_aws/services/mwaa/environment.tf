terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.68, < 7.0"
    }
  }
}

variable "max_workers" {
  type    = number
  default = 10
}

variable "place" {
  type = object({
    participant_role_arn = string
    requirements         = string
    subnet_ids           = list(string)
    vpc_id               = string
  })
}

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "participant"
  region = "us-east-1"

  assume_role {
    role_arn = var.place.participant_role_arn
  }
}

module "environment" {
  source    = "./modules/environment"
  providers = { aws = aws.participant }

  name       = "data-etl"
  subnet_ids = var.place.subnet_ids
  vpc_id     = var.place.vpc_id

  airflow       = { requirements = { path = "requirements.txt", source = var.place.requirements } }
  capacity      = { max_workers = var.max_workers }
  kms_key       = { create = true }
  source_bucket = { force_destroy = true }
}

module "environment_endpoints" {
  source = "./modules/environment-endpoints"

  name       = "data-etl"
  subnet_ids = var.place.subnet_ids
  vpc_id     = var.place.vpc_id

  database_service_name         = module.environment.database_vpc_endpoint_service
  environment_security_group_id = module.environment.security_group_reference
  webserver_service_name        = module.environment.webserver_vpc_endpoint_service
}

output "arn" {
  value = module.environment.arn
}
