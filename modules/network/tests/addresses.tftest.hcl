mock_provider "aws" {
  source = "../tests"
}

run "a_vpc_range_that_is_no_network_address_is_refused" {
  command = plan

  variables {
    cidr_block = "10.192.0.1/16"
  }

  expect_failures = [var.cidr_block]
}

run "a_vpc_range_larger_than_aws_allows_is_refused" {
  command = plan

  variables {
    cidr_block = "10.0.0.0/8"
  }

  expect_failures = [var.cidr_block]
}

run "a_vpc_range_of_ipv6_is_refused" {
  command = plan

  variables {
    cidr_block           = "fd00::/20"
    private_subnet_cidrs = ["fd00::/28", "fd00:20::/28"]
    public_subnet_cidrs  = ["fd00:40::/28", "fd00:60::/28"]
  }

  expect_failures = [var.cidr_block]
}

run "private_ranges_of_ipv6_are_refused" {
  command = plan

  variables {
    private_subnet_cidrs = ["fd00::/28", "fd00:20::/28"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "three_private_subnets_are_refused" {
  command = plan

  variables {
    private_subnet_cidrs = ["10.192.20.0/24", "10.192.21.0/24", "10.192.22.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "a_private_range_that_is_no_network_address_is_refused" {
  command = plan

  variables {
    private_subnet_cidrs = ["10.192.20.7/24", "10.192.21.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "a_private_range_outside_the_vpc_is_refused" {
  command = plan

  variables {
    private_subnet_cidrs = ["10.192.20.0/24", "10.193.21.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "a_private_range_larger_than_the_vpc_is_refused" {
  command = plan

  variables {
    cidr_block           = "10.192.0.0/20"
    private_subnet_cidrs = ["10.192.0.0/19", "10.192.10.0/24"]
    public_subnet_cidrs  = ["10.192.11.0/24", "10.192.12.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "a_public_range_outside_the_vpc_is_refused" {
  command = plan

  variables {
    public_subnet_cidrs = ["10.192.10.0/24", "172.16.0.0/24"]
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "a_public_range_that_is_no_network_address_is_refused" {
  command = plan

  variables {
    public_subnet_cidrs = ["10.192.10.0/24", "10.192.11.0"]
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "private_ranges_that_overlap_are_refused" {
  command = plan

  variables {
    private_subnet_cidrs = ["10.192.20.0/23", "10.192.21.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "a_public_range_inside_a_private_one_is_refused" {
  command = plan

  variables {
    private_subnet_cidrs = ["10.192.10.0/23", "10.192.20.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "a_name_that_a_log_group_cannot_bear_is_refused" {
  command = plan

  variables {
    name = "analytics vpc"
  }

  expect_failures = [var.name]
}
