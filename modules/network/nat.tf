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
  for_each = toset(values(local.private_exits))

  domain = "vpc"

  # The template names neither: the name tells this network's from any others of the account.
  tags = merge(var.tags, { Name = "${var.name} NAT Address (${upper(each.key)})" })

  # An address can be associated and released only while the VPC has its internet gateway.
  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = aws_eip.nat

  allocation_id = each.value.id
  subnet_id     = aws_subnet.public[each.key].id

  tags = merge(var.tags, { Name = "${var.name} NAT Gateway (${upper(each.key)})" })
}
