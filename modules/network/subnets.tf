locals {
  # Public subnets exist only for NAT gateways.
  public = local.create && var.internet != "none"

  private_cidrs = local.create ? zipmap(local.zone_keys, var.private_subnet_cidrs) : {}
  public_cidrs  = local.public ? zipmap(local.zone_keys, var.public_subnet_cidrs) : {}
}

resource "aws_subnet" "private" {
  for_each = local.private_cidrs

  vpc_id                  = aws_vpc.this[0].id
  availability_zone_id    = local.zone_ids[each.key]
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = merge(var.tags, { Name = "${var.name} Private Subnet (${upper(each.key)})" })
}

resource "aws_subnet" "public" {
  #checkov:skip=CKV_AWS_130:Public subnets, for NAT gateways and load balancers; environments use the private ones:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
  for_each = local.public_cidrs

  vpc_id                  = aws_vpc.this[0].id
  availability_zone_id    = local.zone_ids[each.key]
  cidr_block              = each.value
  map_public_ip_on_launch = true

  tags = merge(var.tags, { Name = "${var.name} Public Subnet (${upper(each.key)})" })
}
