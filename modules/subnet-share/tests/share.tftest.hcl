mock_provider "aws" {
  source = "../tests"
}

variables {
  name = "analytics"
  subnet_arns = [
    "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222",
    "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb1111",
  ]
  principals = ["222222222222"]
}

run "the_share_never_leaves_the_organization" {
  assert {
    condition = (
      aws_ram_resource_share.this[0].name == "analytics"
      && aws_ram_resource_share.this[0].allow_external_principals == false
    )
    error_message = "external principals are not allowed"
  }

  assert {
    condition = (
      aws_ram_resource_share.this[0].permission_arns == null
      || length(aws_ram_resource_share.this[0].permission_arns) == 0
    )
    error_message = "the permission is RAM's default for subnets"
  }

  assert {
    condition     = length(aws_ram_sharing_with_organization.this) == 0
    error_message = "the organization's setting is left alone"
  }
}

run "exactly_the_given_subnets_are_shared_in_their_order" {
  assert {
    condition = [for association in aws_ram_resource_association.this : association.resource_arn] == [
      "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222",
      "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb1111",
    ]
    error_message = "two associations, in the order given"
  }

  assert {
    condition = alltrue([
      for association in aws_ram_resource_association.this :
      association.resource_share_arn == aws_ram_resource_share.this[0].arn
    ])
    error_message = "both belong to the share"
  }

  assert {
    condition     = output.subnet_ids == tolist(["subnet-0bbb2222", "subnet-0bbb1111"])
    error_message = "the subnets' IDs, in the same order"
  }
}

run "accounts_units_and_organizations_may_use_the_subnets" {
  variables {
    principals = [
      "012345678901",
      "222222222222",
      "arn:aws:organizations::111111111111:organization/o-abcdefghij",
      "arn:aws-us-gov:organizations::111111111111:ou/o-abcdefghij/ou-ab12-cdef3456",
    ]
  }

  assert {
    condition = { for key, association in aws_ram_principal_association.this : key => association.principal } == {
      for principal in [
        "012345678901",
        "222222222222",
        "arn:aws:organizations::111111111111:organization/o-abcdefghij",
        "arn:aws-us-gov:organizations::111111111111:ou/o-abcdefghij/ou-ab12-cdef3456",
      ] : principal => principal
    }
    error_message = "one association per principal, the leading zero kept"
  }

  assert {
    condition = alltrue([
      for association in aws_ram_principal_association.this :
      association.resource_share_arn == aws_ram_resource_share.this[0].arn
    ])
    error_message = "all belong to the share"
  }

  assert {
    condition     = length(output.principals) == 4 && contains(output.principals, "012345678901")
    error_message = "the principals are an output"
  }
}

run "sharing_within_the_organization_is_switched_on_when_asked_for" {
  variables {
    organization_sharing = true
  }

  assert {
    condition     = length(aws_ram_sharing_with_organization.this) == 1
    error_message = "the management account's setting"
  }
}

run "the_share_bears_its_name_and_the_callers_tags" {
  variables {
    tags = { CostCenter = "1234" }
  }

  assert {
    condition     = aws_ram_resource_share.this[0].tags == tomap({ CostCenter = "1234", Name = "analytics" })
    error_message = "tags of the share"
  }
}

run "one_subnet_is_refused" {
  command = plan

  variables {
    subnet_arns = ["arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb1111"]
  }

  expect_failures = [var.subnet_arns]
}

run "the_same_subnet_twice_is_refused" {
  command = plan

  variables {
    subnet_arns = [
      "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb1111",
      "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb1111",
    ]
  }

  expect_failures = [var.subnet_arns]
}

run "ids_of_subnets_are_refused" {
  command = plan

  variables {
    subnet_arns = ["subnet-0bbb1111", "subnet-0bbb2222"]
  }

  expect_failures = [var.subnet_arns]
}

run "no_principal_is_refused" {
  command = plan

  variables {
    principals = []
  }

  expect_failures = [var.principals]
}

run "an_account_that_lost_its_leading_zero_is_refused" {
  command = plan

  variables {
    principals = ["12345678901"]
  }

  expect_failures = [var.principals]
}

run "a_role_is_refused_as_principal" {
  command = plan

  variables {
    principals = ["arn:aws:iam::222222222222:role/data-leads"]
  }

  expect_failures = [var.principals]
}

run "a_name_with_spaces_is_refused" {
  command = plan

  variables {
    name = "analytics subnets"
  }

  expect_failures = [var.name]
}

run "a_share_that_is_there_already_takes_subnets_and_principals" {
  variables {
    name = null
    resource_share = {
      create = false
      arn    = "arn:aws:ram:us-east-1:111111111111:resource-share/00000000-1111-2222-3333-444444444444"
    }
  }

  assert {
    condition     = length(aws_ram_resource_share.this) == 0
    error_message = "no share is made"
  }

  assert {
    condition = alltrue([
      for association in concat(aws_ram_resource_association.this, values(aws_ram_principal_association.this)) :
      association.resource_share_arn
      == "arn:aws:ram:us-east-1:111111111111:resource-share/00000000-1111-2222-3333-444444444444"
    ])
    error_message = "both subnets and the principal join the given share"
  }

  assert {
    condition = (
      output.resource_share_arn
      == "arn:aws:ram:us-east-1:111111111111:resource-share/00000000-1111-2222-3333-444444444444"
    )
    error_message = "the output names the given share"
  }
}

run "the_principals_of_a_share_that_is_there_already_may_stay_as_they_are" {
  variables {
    name       = null
    principals = []
    resource_share = {
      create = false
      arn    = "arn:aws:ram:us-east-1:111111111111:resource-share/00000000-1111-2222-3333-444444444444"
    }
  }

  assert {
    condition     = length(aws_ram_principal_association.this) == 0 && length(aws_ram_resource_association.this) == 2
    error_message = "only subnets are added"
  }
}

run "a_share_of_another_account_is_refused" {
  command = plan

  variables {
    name = null
    resource_share = {
      create = false
      arn    = "arn:aws:ram:us-east-1:999999999999:resource-share/00000000-1111-2222-3333-444444444444"
    }
  }

  expect_failures = [aws_ram_resource_association.this]
}

run "a_name_beside_a_share_that_is_there_already_is_refused" {
  command = plan

  variables {
    resource_share = {
      create = false
      arn    = "arn:aws:ram:us-east-1:111111111111:resource-share/00000000-1111-2222-3333-444444444444"
    }
  }

  expect_failures = [var.name]
}

run "a_share_that_is_made_needs_a_name" {
  command = plan

  variables {
    name = null
  }

  expect_failures = [var.name]
}

run "no_share_at_all_is_refused" {
  command = plan

  variables {
    name           = null
    resource_share = { create = false }
  }

  expect_failures = [var.resource_share]
}

run "an_arn_of_something_else_is_refused_as_share" {
  command = plan

  variables {
    name           = null
    resource_share = { create = false, arn = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb1111" }
  }

  expect_failures = [var.resource_share]
}
