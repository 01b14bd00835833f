# The network and its tags in one apply, as in an account that tags a VPC of its own.
resource "aws_vpc" "this" {
  cidr_block = "10.50.0.0/16"
}

resource "aws_subnet" "this" {
  count = 2

  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
}

module "network_tags" {
  source = "../.."

  name       = "analytics"
  vpc_id     = aws_vpc.this.id
  subnet_ids = aws_subnet.this[*].id
  tags       = { CostCenter = "1234" }
}

output "tags" {
  description = "Places and keys of the tags that are planned."
  value       = module.network_tags.keys
}
