locals {
  create = var.existing == null
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:Flow logs are the variable flow_logs; without it the VPC equals the one of AWS's template. https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
  count = local.create ? 1 : 0

  cidr_block = var.cidr_block

  # Both are needed by the private DNS names of interface endpoints.
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_internet_gateway" "this" {
  count = local.public ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  tags = merge(var.tags, { Name = var.name })
}
