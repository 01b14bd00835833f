mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "etl"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  vpc_id     = "vpc-0aaa1111"
}

run "the_created_group_admits_itself_and_lets_everything_out" {
  assert {
    condition = (
      aws_security_group.this[0].vpc_id == "vpc-0aaa1111" && aws_security_group.this[0].name == "etl-environment"
    )
    error_message = "the group must stand in the VPC and carry the environment's name"
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.self[0].security_group_id == "sg-0created" &&
      aws_vpc_security_group_ingress_rule.self[0].referenced_security_group_id == "sg-0created" &&
      aws_vpc_security_group_ingress_rule.self[0].ip_protocol == "-1"
    )
    error_message = "all traffic from the group itself, and from nowhere else, must be admitted"
  }
  assert {
    condition = (
      aws_vpc_security_group_egress_rule.all[0].cidr_ipv4 == "0.0.0.0/0"
      && aws_vpc_security_group_egress_rule.all[0].ip_protocol == "-1"
    )
    error_message = "all traffic must be let out"
  }
  assert {
    condition     = aws_mwaa_environment.this.network_configuration[0].security_group_ids == toset(["sg-0created"])
    error_message = "the environment must carry the group"
  }
}

run "existing_groups_are_used_and_nothing_is_made" {
  variables {
    security_group = { create = false, ids = ["sg-0second", "sg-0first"] }
    vpc_id         = null
  }

  assert {
    condition = (
      length(aws_security_group.this) + length(aws_vpc_security_group_ingress_rule.self)
      + length(aws_vpc_security_group_egress_rule.all)
      == 0
    )
    error_message = "no group or rule may be made"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.network_configuration[0].security_group_ids
      == toset(["sg-0first", "sg-0second"])
    )
    error_message = "the environment must carry all the given groups"
  }
  assert {
    condition = (
      output.security_group_reference == "111111111111/sg-0second"
      && output.security_group_ids == tolist(["sg-0second", "sg-0first"])
    )
    error_message = "the reference must be the group that was given first"
  }
}
