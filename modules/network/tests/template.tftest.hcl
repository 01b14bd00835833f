# By default the module creates the same as AWS's CloudFormation template (MWAA user guide, vpc-endpoint-management).

mock_provider "aws" {
  source = "../tests"
}

run "vpc_and_internet_gateway_are_those_of_the_template" {
  assert {
    condition     = aws_vpc.this[0].cidr_block == "10.192.0.0/16"
    error_message = "VpcCIDR of the template is 10.192.0.0/16"
  }

  assert {
    condition     = aws_vpc.this[0].enable_dns_support && aws_vpc.this[0].enable_dns_hostnames
    error_message = "DNS support and host names are on"
  }

  assert {
    condition = (
      aws_vpc.this[0].tags == tomap({ Name = "mwaa-" })
      && aws_internet_gateway.this[0].tags == tomap({ Name = "mwaa-" })
    )
    error_message = "VPC and internet gateway bear EnvironmentName, and no other tag"
  }

  assert {
    condition     = aws_internet_gateway.this[0].vpc_id == aws_vpc.this[0].id
    error_message = "the internet gateway is attached to the VPC"
  }
}

run "subnets_are_those_of_the_template" {
  assert {
    condition = {
      for key, subnet in aws_subnet.private : key => subnet.cidr_block
    } == { az1 = "10.192.20.0/24", az2 = "10.192.21.0/24" }
    error_message = "PrivateSubnet1CIDR and PrivateSubnet2CIDR"
  }

  assert {
    condition = {
      for key, subnet in aws_subnet.public : key => subnet.cidr_block
    } == { az1 = "10.192.10.0/24", az2 = "10.192.11.0/24" }
    error_message = "PublicSubnet1CIDR and PublicSubnet2CIDR"
  }

  assert {
    condition = (
      alltrue([for subnet in aws_subnet.public : subnet.map_public_ip_on_launch])
      && !anytrue([for subnet in aws_subnet.private : subnet.map_public_ip_on_launch])
    )
    error_message = "public subnets give public addresses on launch, private ones do not"
  }

  assert {
    condition = [for subnet in concat(values(aws_subnet.private), values(aws_subnet.public)) : subnet.tags["Name"]] == [
      "mwaa- Private Subnet (AZ1)",
      "mwaa- Private Subnet (AZ2)",
      "mwaa- Public Subnet (AZ1)",
      "mwaa- Public Subnet (AZ2)",
    ]
    error_message = "subnets are named as in the template"
  }

  assert {
    condition = alltrue([
      for subnet in concat(values(aws_subnet.private), values(aws_subnet.public)) : subnet.vpc_id == aws_vpc.this[0].id
    ])
    error_message = "all subnets are in the VPC"
  }
}

run "each_zone_has_a_nat_gateway_with_its_own_address_in_its_public_subnet" {
  assert {
    condition = (
      toset(keys(aws_nat_gateway.this)) == toset(["az1", "az2"]) && toset(keys(aws_eip.nat)) == toset(["az1", "az2"])
    )
    error_message = "two NAT gateways, two addresses"
  }

  assert {
    condition     = alltrue([for eip in aws_eip.nat : eip.domain == "vpc"])
    error_message = "addresses are of the domain vpc"
  }

  assert {
    condition = alltrue([
      for key, nat in aws_nat_gateway.this :
      nat.allocation_id == aws_eip.nat[key].id && nat.subnet_id == aws_subnet.public[key].id
    ])
    error_message = "a NAT gateway has the address and the public subnet of its zone"
  }

  assert {
    condition = output.nat_gateway_public_ips == tolist([
      aws_eip.nat["az1"].public_ip,
      aws_eip.nat["az2"].public_ip,
    ])
    error_message = "the public addresses are listed az1 first"
  }
}

run "routes_are_those_of_the_template" {
  assert {
    condition     = aws_route_table.public[0].tags["Name"] == "mwaa- Public Routes"
    error_message = "the public route table is named as in the template"
  }

  assert {
    condition = [
      for table in values(aws_route_table.private) : table.tags["Name"]
    ] == ["mwaa- Private Routes (AZ1)", "mwaa- Private Routes (AZ2)"]
    error_message = "the private route tables are named as in the template"
  }

  assert {
    condition = (
      aws_route.public_default[0].destination_cidr_block == "0.0.0.0/0"
      && aws_route.public_default[0].gateway_id == aws_internet_gateway.this[0].id
      && aws_route.public_default[0].route_table_id == aws_route_table.public[0].id
    )
    error_message = "the public default route leads to the internet gateway"
  }

  assert {
    condition = length(aws_route.private_default) == 2 && alltrue([
      for key, route in aws_route.private_default :
      route.destination_cidr_block == "0.0.0.0/0"
      && route.nat_gateway_id == aws_nat_gateway.this[key].id
      && route.route_table_id == aws_route_table.private[key].id
    ])
    error_message = "a private default route leads to the NAT gateway of its zone"
  }

  assert {
    condition = length(aws_route_table_association.private) == 2 && alltrue([
      for key, link in aws_route_table_association.private :
      link.route_table_id == aws_route_table.private[key].id && link.subnet_id == aws_subnet.private[key].id
    ])
    error_message = "each private subnet has the route table of its zone"
  }

  assert {
    condition = length(aws_route_table_association.public) == 2 && alltrue([
      for key, link in aws_route_table_association.public :
      link.route_table_id == aws_route_table.public[0].id && link.subnet_id == aws_subnet.public[key].id
    ])
    error_message = "both public subnets have the public route table"
  }
}

run "security_group_admits_itself_and_lets_everything_out" {
  assert {
    condition = (
      aws_security_group.this[0].name == "mwaa-security-group"
      && aws_security_group.this[0].description == "Security group with a self-referencing inbound rule."
      && aws_security_group.this[0].vpc_id == aws_vpc.this[0].id
    )
    error_message = "name and description of the template"
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.self[0].ip_protocol == "-1"
      && aws_vpc_security_group_ingress_rule.self[0].security_group_id == aws_security_group.this[0].id
      && aws_vpc_security_group_ingress_rule.self[0].referenced_security_group_id == aws_security_group.this[0].id
    )
    error_message = "all protocols in, from itself"
  }

  assert {
    condition = (
      aws_vpc_security_group_egress_rule.all[0].ip_protocol == "-1"
      && aws_vpc_security_group_egress_rule.all[0].security_group_id == aws_security_group.this[0].id
      && aws_vpc_security_group_egress_rule.all[0].cidr_ipv4 == "0.0.0.0/0"
    )
    error_message = "all protocols out, to everywhere, as EC2 gives every new group"
  }

  assert {
    condition     = output.security_group_id == aws_security_group.this[0].id
    error_message = "the group is an output"
  }
}

run "default_security_group_of_the_vpc_is_emptied" {
  assert {
    condition = (
      aws_default_security_group.this[0].vpc_id == aws_vpc.this[0].id
      && length(aws_default_security_group.this[0].ingress) == 0
      && length(aws_default_security_group.this[0].egress) == 0
    )
    error_message = "no rule is left in the default group"
  }
}

run "outputs_list_the_first_zone_first" {
  assert {
    condition     = output.private_subnet_ids == tolist([aws_subnet.private["az1"].id, aws_subnet.private["az2"].id])
    error_message = "private_subnet_ids"
  }

  assert {
    condition     = output.private_subnet_arns == tolist([aws_subnet.private["az1"].arn, aws_subnet.private["az2"].arn])
    error_message = "private_subnet_arns"
  }

  assert {
    condition     = output.public_subnet_ids == tolist([aws_subnet.public["az1"].id, aws_subnet.public["az2"].id])
    error_message = "public_subnet_ids"
  }

  assert {
    condition = output.private_route_table_ids == tolist([
      aws_route_table.private["az1"].id,
      aws_route_table.private["az2"].id,
    ])
    error_message = "private_route_table_ids"
  }

  assert {
    condition = (
      output.vpc_id == aws_vpc.this[0].id
      && output.vpc_cidr_block == "10.192.0.0/16"
      && output.internet_gateway_id == aws_internet_gateway.this[0].id
      && output.public_route_table_id == aws_route_table.public[0].id
    )
    error_message = "the VPC's own identifiers"
  }
}

run "nothing_is_looked_up_and_no_flow_log_is_made" {
  assert {
    condition     = length(data.aws_vpc.existing) == 0 && length(data.aws_subnet.existing_private) == 0
    error_message = "no look-ups of a VPC that is there already"
  }

  assert {
    condition = (
      length(aws_flow_log.this) == 0 && length(aws_iam_role.flow_logs) == 0 && output.flow_log_group_name == null
    )
    error_message = "flow logs are off"
  }
}

run "name_addresses_and_tags_are_the_callers" {
  variables {
    name                 = "analytics"
    cidr_block           = "10.0.0.0/20"
    private_subnet_cidrs = ["10.0.0.0/24", "10.0.1.0/24"]
    public_subnet_cidrs  = ["10.0.8.0/28", "10.0.8.16/28"]
    tags                 = { CostCenter = "1234", Name = "not this one" }
  }

  assert {
    condition = (
      aws_vpc.this[0].cidr_block == "10.0.0.0/20"
      && aws_vpc.this[0].tags == tomap({ CostCenter = "1234", Name = "analytics" })
    )
    error_message = "the module's own Name tag wins over one in tags"
  }

  assert {
    condition = (
      aws_subnet.private["az2"].cidr_block == "10.0.1.0/24"
      && aws_subnet.private["az2"].tags == tomap({ CostCenter = "1234", Name = "analytics Private Subnet (AZ2)" })
    )
    error_message = "private subnets"
  }

  assert {
    condition = (
      aws_subnet.public["az1"].cidr_block == "10.0.8.0/28"
      && aws_nat_gateway.this["az1"].tags == tomap({ CostCenter = "1234", Name = "analytics NAT Gateway (AZ1)" })
      && aws_eip.nat["az2"].tags == tomap({ CostCenter = "1234", Name = "analytics NAT Address (AZ2)" })
      && aws_security_group.this[0].tags["CostCenter"] == "1234"
    )
    error_message = "public subnets, NAT gateways and addresses that can be told apart, and tags of what bears no name"
  }
}
