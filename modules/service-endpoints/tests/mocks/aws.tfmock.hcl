mock_data "aws_caller_identity" {
  defaults = { account_id = "111111111111" }
}

mock_data "aws_partition" {
  defaults = {
    dns_suffix = "amazonaws.com"
    partition  = "aws"
  }
}

mock_data "aws_region" {
  defaults = { id = "eu-west-1" }
}

mock_data "aws_subnet" {
  defaults = {
    availability_zone = "eu-west-1a"
    cidr_block        = "10.192.20.0/24"
    vpc_id            = "vpc-0shared"
  }
}

mock_data "aws_vpc_endpoint_service" {
  defaults = {
    availability_zones            = ["eu-west-1a", "eu-west-1b"]
    service_name                  = "com.amazonaws.eu-west-1.any"
    vpc_endpoint_policy_supported = true
  }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0endpoints" }
}

mock_resource "aws_vpc_endpoint" {
  defaults = {
    id             = "vpce-0any"
    prefix_list_id = "pl-0s3"
  }
}
