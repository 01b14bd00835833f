mock_provider "aws" {
  source = "../tests"
}

variables {
  environment_name = "etl"
}

run "a_wildcard_environment_is_refused" {
  command = plan

  variables {
    environment_name = "*"
  }

  expect_failures = [var.environment_name]
}

run "an_unknown_role_is_refused" {
  command = plan

  variables {
    roles = { admin = [] }
  }

  expect_failures = [var.roles]
}

run "an_unknown_role_of_the_api_is_refused" {
  command = plan

  variables {
    rest_api = { "*" = [] }
  }

  expect_failures = [var.rest_api]
}

run "a_role_of_identity_center_is_refused" {
  command = plan

  variables {
    roles = {
      Admin = ["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"]
    }
  }

  expect_failures = [var.roles]
}

run "a_session_is_no_principal_to_attach_to" {
  command = plan

  variables {
    rest_api = { Op = ["arn:aws:sts::111111111111:assumed-role/ci/session"] }
  }

  expect_failures = [var.rest_api]
}

run "a_bare_name_is_refused" {
  command = plan

  variables {
    cli = ["ci"]
  }

  expect_failures = [var.cli]
}
