# What the account and the region look like to every test, and identifiers of the right shape.

mock_data "aws_availability_zones" {
  defaults = {
    zone_ids = ["use1-az4", "use1-az6", "use1-az1"]
  }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "111111111111" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_region" {
  defaults = { id = "us-east-1" }
}

mock_data "aws_route_table" {
  defaults = {
    vpc_id = "vpc-0aaa1111"
    routes = []
  }
}

mock_data "aws_route_tables" {
  defaults = { ids = ["rtb-0ccc1111"] }
}

mock_data "aws_subnet" {
  defaults = {
    arn                     = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0mock"
    availability_zone_id    = "use1-az1"
    map_public_ip_on_launch = false
    vpc_id                  = "vpc-0aaa1111"
  }
}

mock_data "aws_vpc" {
  defaults = {
    cidr_block           = "10.50.0.0/16"
    enable_dns_hostnames = true
    enable_dns_support   = true
    owner_id             = "111111111111"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/vpc-flow-logs/analytics" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::111111111111:role/vpc-flow-logs-vpc-0abc" }
}

mock_resource "aws_vpc" {
  defaults = { id = "vpc-0abc" }
}
