mock_provider "aws" {
  source = "../tests"

  override_resource {
    target = aws_vpc_endpoint.database
    values = { network_interface_ids = ["eni-1a", "eni-2b"] }
  }
  override_data {
    target = data.aws_network_interface.database[0]
    values = { subnet_id = "subnet-0a", private_ip = "10.192.20.10" }
  }
  override_data {
    target = data.aws_network_interface.database[1]
    values = { subnet_id = "subnet-0b", private_ip = "10.192.21.10" }
  }
}

variables {
  database_service_name         = "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
  environment_security_group_id = "222222222222/sg-0environment"
  name                          = "etl"
  private_webserver             = false
  subnet_ids                    = ["subnet-0a", "subnet-0b"]
  vpc_id                        = "vpc-0shared"
}

run "the_group_admits_all_traffic_of_the_participants_group" {
  assert {
    condition = (
      aws_security_group.this.name_prefix == "etl-endpoints-" && aws_security_group.this.vpc_id == "vpc-0shared"
    )
    error_message = "the group must carry the environment's name and stand in the shared VPC"
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.environment.security_group_id == "sg-0created" &&
      aws_vpc_security_group_ingress_rule.environment.referenced_security_group_id == "222222222222/sg-0environment" &&
      aws_vpc_security_group_ingress_rule.environment.ip_protocol == "-1" &&
      aws_vpc_security_group_ingress_rule.environment.cidr_ipv4 == null
    )
    error_message = "all traffic of the environment's group, as account/sg-id, and of nobody else must be admitted"
  }
}

run "the_group_lets_all_traffic_out" {
  assert {
    condition = (
      aws_vpc_security_group_egress_rule.all.cidr_ipv4 == "0.0.0.0/0"
      && aws_vpc_security_group_egress_rule.all.ip_protocol == "-1"
    )
    error_message = "all traffic must be let out"
  }
}

run "new_tags_leave_the_rule_where_it_is" {
  variables {
    tags = { CostCenter = "1234" }
  }

  assert {
    condition     = output.environment_rule_id == run.the_group_lets_all_traffic_out.environment_rule_id
    error_message = "the rule must be changed in place"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.environment.tags["CostCenter"] == "1234"
    error_message = "the tags must reach the rule"
  }
}

run "another_group_replaces_the_rule" {
  variables {
    environment_security_group_id = "222222222222/sg-0successor"
  }

  assert {
    condition     = output.environment_rule_id != run.new_tags_leave_the_rule_where_it_is.environment_rule_id
    error_message = "an update in place fails with InvalidGroupId.Malformed: the rule must be a new one"
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.environment.referenced_security_group_id
      == "222222222222/sg-0successor"
    )
    error_message = "the new group must be admitted"
  }
}

run "a_group_of_the_owners_own_account_is_named_without_the_account" {
  variables {
    environment_security_group_id = "111111111111/sg-0environment"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.environment.referenced_security_group_id == "sg-0environment"
    error_message = "EC2 reads the group back without the account: with it, every plan would show a change"
  }
}

run "the_same_group_written_without_the_account_is_no_change" {
  variables {
    environment_security_group_id = "sg-0environment"
  }

  assert {
    condition = (
      output.environment_rule_id
      == run.a_group_of_the_owners_own_account_is_named_without_the_account.environment_rule_id
    )
    error_message = "the rule must stay"
  }
}

run "a_group_of_the_environments_account_is_admitted" {
  variables {
    environment_account_id = "222222222222"
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.environment.referenced_security_group_id
      == "222222222222/sg-0environment"
    )
    error_message = "the participant's own group must be admitted"
  }
}

run "a_group_of_a_third_account_is_refused" {
  command = plan

  variables {
    environment_account_id        = "222222222222"
    environment_security_group_id = "333333333333/sg-0environment"
  }

  expect_failures = [aws_vpc_security_group_ingress_rule.environment]
}

run "a_group_of_the_owner_is_not_the_participants" {
  command = plan

  variables {
    environment_account_id        = "222222222222"
    environment_security_group_id = "sg-0environment"
  }

  expect_failures = [aws_vpc_security_group_ingress_rule.environment]
}

run "without_an_account_the_group_is_the_owners_own" {
  command = plan

  variables {
    environment_account_id        = "111111111111"
    environment_security_group_id = "sg-0environment"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.environment.referenced_security_group_id == "sg-0environment"
    error_message = "an owner who is the participant, too, admits its own group"
  }
}
