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

module "shared_vpc" {
  source = "REGISTRY"

  name       = "analytics"
  principals = ["222222222222"] # the participant, of the same organization

  # RAM's sharing within the organization is enabled once, by the organization's management account.
  organization_sharing = false
}

output "vpc_id" {
  description = "VPC of the environments."
  value       = module.shared_vpc.vpc_id
}

output "subnet_ids" {
  description = "The two private subnets, the same IDs in every account."
  value       = module.shared_vpc.shared_subnet_ids
}
