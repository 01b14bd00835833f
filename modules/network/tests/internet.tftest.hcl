mock_provider "aws" {
  source = "../tests"
}

run "single_nat_gateway_serves_both_private_subnets_from_the_first_zone" {
  variables {
    internet = "single_nat_gateway"
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["az1"] && keys(aws_eip.nat) == ["az1"]
    error_message = "one NAT gateway, one address, in the first zone"
  }

  assert {
    condition = length(aws_route.private_default) == 2 && alltrue([
      for key, route in aws_route.private_default :
      route.nat_gateway_id == aws_nat_gateway.this["az1"].id && route.route_table_id == aws_route_table.private[key].id
    ])
    error_message = "both private route tables lead to it"
  }

  assert {
    condition = (
      length(aws_subnet.public) == 2 && output.nat_gateway_public_ips == tolist([aws_eip.nat["az1"].public_ip])
    )
    error_message = "both public subnets exist; one address is listed"
  }
}

run "without_internet_nothing_leads_out_of_the_vpc" {
  variables {
    internet            = "none"
    public_subnet_cidrs = []
  }

  assert {
    condition = (
      length(aws_internet_gateway.this) == 0 && length(aws_nat_gateway.this) == 0 && length(aws_eip.nat) == 0
      && length(aws_subnet.public) == 0 && length(aws_route_table.public) == 0
    )
    error_message = "no internet gateway, NAT gateway, address or public subnet"
  }

  assert {
    condition     = length(aws_route.private_default) == 0 && length(aws_route.public_default) == 0
    error_message = "no default route"
  }

  assert {
    condition     = length(aws_subnet.private) == 2 && length(aws_route_table_association.private) == 2
    error_message = "the private subnets keep their route tables, for the S3 gateway endpoint"
  }

  assert {
    condition = (
      output.internet_gateway_id == null && output.public_route_table_id == null
      && length(output.public_subnet_ids) == 0 && length(output.nat_gateway_public_ips) == 0
    )
    error_message = "outputs say that there is no public side"
  }
}

run "public_subnets_without_internet_are_refused" {
  command = plan

  variables {
    internet = "none"
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "nat_gateways_without_public_subnets_are_refused" {
  command = plan

  variables {
    public_subnet_cidrs = []
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "an_unknown_kind_of_internet_is_refused" {
  command = plan

  variables {
    internet = "nat_instance"
  }

  expect_failures = [var.internet]
}
