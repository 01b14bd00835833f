variable "cidr" { type = string }
variable "name" { type = string }
variable "zones" { type = list(string) }

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "public" {
  count = length(var.zones)

  availability_zone = var.zones[count.index]
  cidr_block        = cidrsubnet(var.cidr, 8, count.index)
  vpc_id            = aws_vpc.this.id
}

resource "aws_subnet" "private" {
  count = length(var.zones)

  availability_zone = var.zones[count.index]
  cidr_block        = cidrsubnet(var.cidr, 8, 100 + count.index)
  vpc_id            = aws_vpc.this.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public[0].id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table" "private" {
  count = length(var.zones)

  vpc_id = aws_vpc.this.id
}

resource "aws_route" "private" {
  count = length(var.zones)

  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
  route_table_id         = aws_route_table.private[count.index].id
}

resource "aws_route_table_association" "public" {
  count = length(var.zones)

  route_table_id = aws_route_table.public.id
  subnet_id      = element(aws_subnet.public[*].id, count.index)
}

resource "aws_route_table_association" "private" {
  count = length(var.zones)

  route_table_id = aws_route_table.private[count.index].id
  subnet_id      = aws_subnet.private[count.index].id
}

resource "aws_network_acl" "private" {
  subnet_ids = aws_subnet.private[*].id
  vpc_id     = aws_vpc.this.id

  egress {
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    protocol   = "-1"
    rule_no    = 100
    to_port    = 0
  }

  ingress {
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    protocol   = "-1"
    rule_no    = 100
    to_port    = 0
  }
}

resource "aws_vpc_endpoint" "s3" {
  route_table_ids = aws_route_table.private[*].id
  service_name    = "com.amazonaws.us-east-1.s3"
  vpc_id          = aws_vpc.this.id
}

output "private_subnet_ids" {
  value = aws_subnet.private[*].id
}

output "vpc_id" {
  value = aws_vpc.this.id
}
