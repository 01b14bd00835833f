# Somebody's own root module, whose VPC the module takes: something about it changes later.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "tags" {
  description = "Tags of the VPC and its subnets."
  type        = map(string)
  default     = {}
}

resource "aws_vpc" "own" {
  cidr_block = "10.50.0.0/16"
  tags       = var.tags
}

resource "aws_subnet" "own" {
  count = 3

  vpc_id     = aws_vpc.own.id
  cidr_block = "10.50.${count.index}.0/24"
  tags       = var.tags
}

module "network" {
  source = "../.."

  existing = {
    vpc_id             = aws_vpc.own.id
    private_subnet_ids = slice(aws_subnet.own[*].id, 0, 2)
    public_subnet_ids  = [aws_subnet.own[2].id]
  }
}

output "network" {
  description = "All that others are made of."
  value       = module.network
}
