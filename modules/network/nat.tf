locals {
  # Private subnet -> zone of its NAT gateway.
  _nat_zones = {
    nat_gateway_per_az = { az1 = "az1", az2 = "az2" }
    single_nat_gateway = { az1 = "az1", az2 = "az1" }
    none               = {}
  }[var.internet]

  private_exits = local.create ? local._nat_zones : {}
}

resource "aws_eip" "nat" {
  #checkov:skip=CKV2_AWS_19:Each address belongs to the NAT gateway of the same key:
  # https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
  for_each = toset(values(local.private_exits))

  domain = "vpc"

  tags = var.tags

  # An address can be associated and released only while the VPC has its internet gateway.
  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = aws_eip.nat

  allocation_id = each.value.id
  subnet_id     = aws_subnet.public[each.key].id

  tags = var.tags
}
