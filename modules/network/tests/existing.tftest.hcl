mock_provider "aws" {
  source = "../tests"

  override_data {
    target = data.aws_subnet.existing_private["az2"]
    values = {
      arn                  = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222"
      availability_zone_id = "use1-az2"
      vpc_id               = "vpc-0aaa1111"
    }
  }
}

variables {
  existing = {
    vpc_id                  = "vpc-0aaa1111"
    private_subnet_ids      = ["subnet-0bbb1111", "subnet-0bbb2222"]
    private_route_table_ids = ["rtb-0ccc1111"]
    public_subnet_ids       = ["subnet-0ddd1111", "subnet-0ddd2222"]
  }
}

run "nothing_is_created_in_a_vpc_that_is_there_already" {
  assert {
    condition = (
      length(aws_vpc.this) + length(aws_internet_gateway.this) + length(aws_subnet.private) + length(aws_subnet.public)
      + length(aws_eip.nat) + length(aws_nat_gateway.this)
      + length(aws_route_table.private) + length(aws_route_table.public)
      + length(aws_route.private_default) + length(aws_route.public_default)
      + length(aws_route_table_association.private) + length(aws_route_table_association.public)
      + length(aws_security_group.this) + length(aws_default_security_group.this)
      + length(aws_vpc_security_group_ingress_rule.self) + length(aws_vpc_security_group_egress_rule.all)
      + length(aws_flow_log.this) + length(terraform_data.zone_ids) == 0
    )
    error_message = "not one resource"
  }

  assert {
    condition = (
      output.vpc_id == "vpc-0aaa1111"
      && output.vpc_cidr_block == "10.50.0.0/16"
      && output.private_subnet_ids == tolist(["subnet-0bbb1111", "subnet-0bbb2222"])
      && output.private_subnet_arns[1] == "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222"
      && output.availability_zone_ids == tolist(["use1-az1", "use1-az2"])
      && output.private_route_table_ids == tolist(["rtb-0ccc1111"])
      && output.public_subnet_ids == tolist(["subnet-0ddd1111", "subnet-0ddd2222"])
    )
    error_message = "the outputs are those of the VPC that is there, in the order given"
  }

  assert {
    condition = (
      output.flow_log_group_name == null && output.internet_gateway_id == null && output.public_route_table_id == null
      && output.security_group_id == null && length(output.nat_gateway_public_ips) == 0
    )
    error_message = "what only a created VPC has is null or empty"
  }
}

run "route_tables_and_public_subnets_may_be_left_out" {
  variables {
    existing = {
      vpc_id             = "vpc-0aaa1111"
      private_subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]
    }
  }

  assert {
    condition     = output.private_route_table_ids == tolist(["rtb-0ccc1111"]) && length(output.public_subnet_ids) == 0
    error_message = "the tables that the private subnets go by are found, each once"
  }
}

run "a_vpc_that_does_not_exist_is_refused" {
  command = plan

  override_data {
    target = data.aws_vpcs.existing
    values = { ids = [] }
  }

  expect_failures = [data.aws_vpcs.existing]
}

run "subnets_that_do_not_exist_are_refused" {
  command = plan

  override_data {
    target = data.aws_subnets.existing
    values = { ids = ["subnet-0bbb1111"] }
  }

  expect_failures = [data.aws_subnets.existing]
}

run "a_vpc_of_another_account_is_refused" {
  command = plan

  override_data {
    target = data.aws_vpc.existing
    values = { enable_dns_hostnames = true, enable_dns_support = true, owner_id = "222222222222" }
  }

  expect_failures = [output.vpc_id]
}

run "a_vpc_without_dns_host_names_is_refused" {
  command = plan

  override_data {
    target = data.aws_vpc.existing
    values = { enable_dns_hostnames = false, enable_dns_support = true, owner_id = "111111111111" }
  }

  expect_failures = [output.vpc_id]
}

run "a_vpc_without_dns_support_is_refused" {
  command = plan

  override_data {
    target = data.aws_vpc.existing
    values = { enable_dns_hostnames = true, enable_dns_support = false, owner_id = "111111111111" }
  }

  expect_failures = [output.vpc_id]
}

run "a_private_subnet_of_another_vpc_is_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.existing_private["az2"]
    values = { availability_zone_id = "use1-az2", vpc_id = "vpc-0fff9999" }
  }

  expect_failures = [output.private_subnet_ids]
}

run "a_private_subnet_in_the_zone_that_mwaa_does_not_support_is_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.existing_private["az2"]
    values = { availability_zone_id = "use1-az3", vpc_id = "vpc-0aaa1111" }
  }

  expect_failures = [output.private_subnet_ids]
}

run "private_subnets_in_one_zone_are_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.existing_private["az2"]
    values = { availability_zone_id = "use1-az1", vpc_id = "vpc-0aaa1111" }
  }

  expect_failures = [output.availability_zone_ids]
}

run "a_public_subnet_of_another_vpc_is_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.existing_public
    values = { vpc_id = "vpc-0fff9999" }
  }

  expect_failures = [output.public_subnet_ids]
}

run "a_private_subnet_in_a_local_zone_is_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.existing_private["az2"]
    values = { availability_zone_id = "use1-bos1-az1", vpc_id = "vpc-0aaa1111" }
  }

  expect_failures = [output.private_subnet_ids]
}

run "a_private_subnet_that_gives_public_addresses_is_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.existing_private["az2"]
    values = { availability_zone_id = "use1-az2", map_public_ip_on_launch = true, vpc_id = "vpc-0aaa1111" }
  }

  expect_failures = [output.private_subnet_ids]
}

run "a_private_subnet_with_a_route_to_an_internet_gateway_is_refused" {
  command = plan

  override_data {
    target = data.aws_route_table.existing_private["az2"]
    values = {
      routes = [{ cidr_block = "0.0.0.0/0", gateway_id = "igw-0eee1111" }]
    }
  }

  expect_failures = [output.private_subnet_ids]
}

run "a_subnet_without_a_table_of_its_own_goes_by_the_main_one" {
  override_data {
    target = data.aws_route_tables.existing_private["az2"]
    values = { ids = [] }
  }
  override_data {
    target = data.aws_route_tables.existing_main
    values = { ids = ["rtb-0ccc9999"] }
  }

  variables {
    existing = {
      vpc_id             = "vpc-0aaa1111"
      private_subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]
    }
  }

  assert {
    condition     = output.private_route_table_ids == tolist(["rtb-0ccc1111", "rtb-0ccc9999"])
    error_message = "its own table, and the main one, in the order of the subnets"
  }
}

run "a_route_table_that_a_private_subnet_goes_by_must_be_named" {
  command = plan

  override_data {
    target = data.aws_route_tables.existing_private["az2"]
    values = { ids = ["rtb-0ccc2222"] }
  }

  expect_failures = [output.private_route_table_ids]
}

run "a_route_table_that_no_private_subnet_goes_by_is_refused" {
  command = plan

  variables {
    existing = {
      vpc_id                  = "vpc-0aaa1111"
      private_subnet_ids      = ["subnet-0bbb1111", "subnet-0bbb2222"]
      private_route_table_ids = ["rtb-0ccc1111", "rtb-0ccc2222"]
    }
  }

  expect_failures = [output.private_route_table_ids]
}

run "one_private_subnet_is_refused" {
  command = plan

  variables {
    existing = { vpc_id = "vpc-0aaa1111", private_subnet_ids = ["subnet-0bbb1111"] }
  }

  expect_failures = [var.existing]
}

run "the_same_private_subnet_twice_is_refused" {
  command = plan

  variables {
    existing = { vpc_id = "vpc-0aaa1111", private_subnet_ids = ["subnet-0bbb1111", "subnet-0bbb1111"] }
  }

  expect_failures = [var.existing]
}

run "a_subnet_that_is_both_private_and_public_is_refused" {
  command = plan

  variables {
    existing = {
      vpc_id             = "vpc-0aaa1111"
      private_subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]
      public_subnet_ids  = ["subnet-0bbb1111"]
    }
  }

  expect_failures = [var.existing]
}

run "an_id_of_something_else_is_refused_as_vpc" {
  command = plan

  variables {
    existing = { vpc_id = "subnet-0bbb1111", private_subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"] }
  }

  expect_failures = [var.existing]
}

run "an_id_of_something_else_is_refused_as_subnet" {
  command = plan

  variables {
    existing = { vpc_id = "vpc-0aaa1111", private_subnet_ids = ["subnet-0bbb1111", "rtb-0ccc1111"] }
  }

  expect_failures = [var.existing]
}

run "an_id_of_something_else_is_refused_as_route_table" {
  command = plan

  variables {
    existing = {
      vpc_id                  = "vpc-0aaa1111"
      private_subnet_ids      = ["subnet-0bbb1111", "subnet-0bbb2222"]
      private_route_table_ids = ["subnet-0bbb1111"]
    }
  }

  expect_failures = [var.existing]
}

run "the_range_of_a_new_vpc_is_not_ignored_in_silence" {
  command = plan

  variables {
    cidr_block           = "10.50.0.0/16"
    private_subnet_cidrs = ["10.50.1.0/24", "10.50.2.0/24"]
    public_subnet_cidrs  = ["10.50.3.0/24", "10.50.4.0/24"]
  }

  expect_failures = [var.existing]
}

run "flow_logs_are_not_ignored_in_silence" {
  command = plan

  variables {
    flow_logs = {}
  }

  expect_failures = [var.existing]
}

run "zones_are_not_ignored_in_silence" {
  command = plan

  variables {
    availability_zone_ids = ["use1-az1", "use1-az2"]
  }

  expect_failures = [var.existing]
}

run "the_way_to_the_internet_is_not_ignored_in_silence" {
  command = plan

  variables {
    internet = "single_nat_gateway"
  }

  expect_failures = [var.existing]
}
