mock_provider "aws" {
  source = "../tests"
}

variables {
  name            = "vault"
  route_table_ids = ["rtb-0a"]
  subnet_ids      = ["subnet-0a", "subnet-0b"]
  vpc_id          = "vpc-0aaa1111"
}

run "s3_needs_route_tables" {
  command = plan

  variables {
    route_table_ids = []
  }

  expect_failures = [var.route_table_ids]
}

run "one_subnet_is_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-0a", "subnet-0a"]
  }

  expect_failures = [var.subnet_ids]
}

run "a_whole_service_name_is_refused" {
  command = plan

  variables {
    services = { additional = ["com.amazonaws.us-east-1.Ecs"] }
  }

  expect_failures = [var.services]
}

run "s3_is_not_added_as_an_interface" {
  command = plan

  variables {
    services = { additional = ["s3"] }
  }

  expect_failures = [var.services]
}

run "restricted_needs_environments" {
  command = plan

  variables {
    policies = { mode = "restricted" }
  }

  expect_failures = [var.policies]
}

run "statements_without_restricted_mode_are_refused" {
  command = plan

  variables {
    policies = { allow = [{ service = "s3", actions = ["s3:GetObject"], resources = ["*"] }] }
  }

  expect_failures = [var.policies]
}

run "every_action_at_once_is_refused" {
  command = plan

  variables {
    environments = [{ name = "etl", account_id = "222222222222", source_bucket_name = "etl-222222222222" }]
    policies     = { mode = "restricted", allow = [{ service = "s3", actions = ["*"], resources = ["*"] }] }
  }

  expect_failures = [var.policies]
}

run "a_statement_for_a_service_without_endpoint_is_refused" {
  command = plan

  variables {
    environments = [{ name = "etl", account_id = "222222222222", source_bucket_name = "etl-222222222222" }]
    policies = {
      mode  = "restricted"
      allow = [{ service = "sts", actions = ["sts:AssumeRole"], resources = ["*"] }]
    }
  }

  expect_failures = [aws_security_group.this]
}

run "an_arn_is_no_bucket_name" {
  command = plan

  variables {
    environments = [{ name = "etl", account_id = "222222222222", source_bucket_name = "arn:aws:s3:::etl" }]
  }

  expect_failures = [var.environments]
}

run "a_key_is_made_or_given" {
  command = plan

  variables {
    environments = [
      {
        name               = "etl"
        account_id         = "222222222222"
        source_bucket_name = "etl-1"
        kms_key            = { create = true, arn = "arn:aws:kms:us-east-1:222222222222:key/1a2b" }
      },
    ]
  }

  expect_failures = [var.environments]
}

run "a_zone_that_a_service_does_not_have_is_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.private[1]
    values = { availability_zone = "us-east-1d", cidr_block = "10.192.21.0/24", vpc_id = "vpc-0aaa1111" }
  }

  expect_failures = [aws_vpc_endpoint.interface]
}

run "a_subnet_of_another_vpc_is_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.private[1]
    values = { availability_zone = "us-east-1b", cidr_block = "10.192.21.0/24", vpc_id = "vpc-0other" }
  }

  expect_failures = [aws_vpc_security_group_ingress_rule.https[1]]
}

run "a_service_without_policies_cannot_be_restricted" {
  command = plan

  variables {
    environments = [{ name = "etl", account_id = "222222222222", source_bucket_name = "etl-222222222222" }]
    policies     = { mode = "restricted_all" }
  }

  override_data {
    target = data.aws_vpc_endpoint_service.interface["logs"]
    values = {
      availability_zones            = ["us-east-1a"]
      service_name                  = "com.amazonaws.us-east-1.logs"
      vpc_endpoint_policy_supported = false
    }
  }

  expect_failures = [aws_vpc_endpoint.interface["logs"]]
}

run "a_policy_that_is_too_long_is_refused" {
  command = plan

  variables {
    environments = [
      for i in range(300) : {
        name               = "environment-with-a-name-${i}"
        account_id         = "222222222222"
        source_bucket_name = "environment-with-a-name-${i}-222222222222"
      }
    ]
    policies = { mode = "restricted_all" }
  }

  expect_failures = [
    aws_vpc_endpoint.s3,
    aws_vpc_endpoint.interface["logs"],
    aws_vpc_endpoint.interface["airflow.api"],
    aws_vpc_endpoint.interface["airflow.env"],
    aws_vpc_endpoint.interface["airflow.ops"],
  ]
}
