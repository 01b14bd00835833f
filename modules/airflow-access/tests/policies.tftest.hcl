mock_provider "aws" {
  source = "../tests"
}

variables {
  environment_name = "etl"
}

run "nothing_is_made_unasked" {
  assert {
    condition     = length(aws_iam_policy.this) == 0
    error_message = "without roles, rest_api and cli there must be no policy"
  }
  assert {
    condition     = output.policy_arns == { cli = null, rest_api = {}, roles = {} }
    error_message = "what is not there must be null or empty"
  }
}

run "each_role_gets_its_own_policy_for_this_environment_alone" {
  command = plan

  variables {
    roles = { Admin = [], Op = [], User = [], Viewer = [], Public = [] }
  }

  assert {
    condition = {
      for policy in aws_iam_policy.this : policy.name => jsondecode(policy.policy).Statement
      } == {
      for role in ["Admin", "Op", "User", "Viewer", "Public"] : "etl-airflow-${lower(role)}" => [
        {
          Sid      = "CreateWebLoginToken"
          Effect   = "Allow"
          Action   = "airflow:CreateWebLoginToken"
          Resource = "arn:aws:airflow:us-east-1:111111111111:role/etl/${role}"
        },
      ]
    }
    error_message = "each policy must allow a web login token of its role in this environment, and nothing else"
  }
}

run "the_rest_api_and_the_cli_have_policies_of_their_own" {
  command = plan

  variables {
    cli      = []
    rest_api = { Op = [] }
  }

  assert {
    condition = {
      for policy in aws_iam_policy.this :
      policy.name => join(
        " ",
        [for statement in jsondecode(policy.policy).Statement : "${statement.Action} ${statement.Resource}"]
      )
      } == {
      etl-airflow-cli         = "airflow:CreateCliToken arn:aws:airflow:us-east-1:111111111111:environment/etl"
      etl-airflow-rest-api-op = "airflow:InvokeRestApi arn:aws:airflow:us-east-1:111111111111:role/etl/Op"
    }
    error_message = "the API must be allowed in its role, the CLI on the environment"
  }
}

run "no_policy_has_a_wildcard" {
  command = plan

  variables {
    cli      = []
    rest_api = { Admin = [], Public = [] }
    roles    = { Admin = [], Public = [] }
  }

  assert {
    condition     = alltrue([for policy in aws_iam_policy.this : !strcontains(policy.policy, "*")])
    error_message = "neither an action nor a resource may have a wildcard"
  }
}

run "the_arns_are_offered_by_role" {
  variables {
    cli      = []
    rest_api = { Op = [] }
    roles    = { Admin = [], Viewer = [] }
  }

  override_resource {
    target = aws_iam_policy.this["cli"]
    values = { arn = "arn:aws:iam::111111111111:policy/cli" }
  }

  override_resource {
    target = aws_iam_policy.this["rest_api/Op"]
    values = { arn = "arn:aws:iam::111111111111:policy/rest-api-op" }
  }

  override_resource {
    target = aws_iam_policy.this["roles/Admin"]
    values = { arn = "arn:aws:iam::111111111111:policy/admin" }
  }

  override_resource {
    target = aws_iam_policy.this["roles/Viewer"]
    values = { arn = "arn:aws:iam::111111111111:policy/viewer" }
  }

  assert {
    condition = output.policy_arns == {
      cli      = "arn:aws:iam::111111111111:policy/cli"
      rest_api = { Op = "arn:aws:iam::111111111111:policy/rest-api-op" }
      roles = {
        Admin  = "arn:aws:iam::111111111111:policy/admin"
        Viewer = "arn:aws:iam::111111111111:policy/viewer"
      }
    }
    error_message = "each policy's ARN must be handed on under its role"
  }
}

run "tags_are_the_given_ones_and_a_name" {
  command = plan

  variables {
    roles = { Viewer = [] }
    tags  = { CostCenter = "1234", Name = "overridden" }
  }

  assert {
    condition = aws_iam_policy.this["roles/Viewer"].tags == tomap({
      CostCenter = "1234"
      Name       = "etl-airflow-viewer"
    })
    error_message = "the Name must be the policy's"
  }
}
