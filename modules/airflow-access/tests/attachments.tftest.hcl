mock_provider "aws" {
  source = "../tests"
}

variables {
  environment_name = "etl"
}

run "roles_users_and_groups_are_attached_by_name" {
  variables {
    roles = {
      Admin  = ["arn:aws:iam::111111111111:role/teams/data/leads"]
      Viewer = ["arn:aws:iam::111111111111:group/analysts", "arn:aws:iam::111111111111:user/night-shift"]
    }
  }

  assert {
    condition     = [for attachment in aws_iam_role_policy_attachment.this : attachment.role] == ["leads"]
    error_message = "a role must be attached by its name, without its path"
  }
  assert {
    condition     = [for attachment in aws_iam_group_policy_attachment.this : attachment.group] == ["analysts"]
    error_message = "a group must be attached by its name"
  }
  assert {
    condition     = [for attachment in aws_iam_user_policy_attachment.this : attachment.user] == ["night-shift"]
    error_message = "a user must be attached by their name"
  }
}

run "one_principal_may_have_several_policies" {
  command = plan

  variables {
    cli      = ["arn:aws:iam::111111111111:role/ci"]
    rest_api = { Op = ["arn:aws:iam::111111111111:role/ci"] }
    roles    = { Viewer = ["arn:aws:iam::111111111111:role/ci"] }
  }

  assert {
    condition = keys(aws_iam_role_policy_attachment.this) == [
      "cli arn:aws:iam::111111111111:role/ci",
      "rest_api/Op arn:aws:iam::111111111111:role/ci",
      "roles/Viewer arn:aws:iam::111111111111:role/ci",
    ]
    error_message = "each policy must be attached under a key that does not move when others come and go"
  }
}

run "a_principal_that_is_named_twice_is_attached_once" {
  command = plan

  variables {
    cli = ["arn:aws:iam::111111111111:role/ci", "arn:aws:iam::111111111111:role/ci"]
  }

  assert {
    condition     = length(aws_iam_role_policy_attachment.this) == 1
    error_message = "the second mention must change nothing"
  }
}

run "a_principal_of_another_account_is_refused" {
  command = plan

  variables {
    roles = { Viewer = ["arn:aws:iam::333333333333:role/analysts"] }
  }

  expect_failures = [aws_iam_policy.this]
}
