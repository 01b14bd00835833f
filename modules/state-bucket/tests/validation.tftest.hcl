mock_provider "aws" {
  source = "../tests"
}

variables {
  name = "acme-analytics-tfstate"
}

run "a_name_that_s3_does_not_take_is_refused" {
  command = plan

  variables {
    name = "Acme_State"
  }

  expect_failures = [var.name]
}

run "a_name_with_two_dots_is_refused" {
  command = plan

  variables {
    name = "acme..state"
  }

  expect_failures = [var.name]
}

run "an_account_that_lost_its_leading_zero_is_refused" {
  command = plan

  variables {
    accounts = [{ account_id = "12345678901", writes = ["a/terraform.tfstate"] }]
  }

  expect_failures = [var.accounts]
}

run "a_role_of_another_account_is_refused" {
  command = plan

  variables {
    accounts = [
      {
        account_id = "222222222222"
        role_arns  = ["arn:aws:iam::333333333333:role/terraform"]
        writes     = ["a/terraform.tfstate"]
      },
    ]
  }

  expect_failures = [var.accounts]
}

run "a_user_is_refused" {
  command = plan

  variables {
    accounts = [
      {
        account_id = "222222222222"
        role_arns  = ["arn:aws:iam::222222222222:user/terraform"]
        writes     = ["a/terraform.tfstate"]
      },
    ]
  }

  expect_failures = [var.accounts]
}

run "an_account_without_a_state_is_refused" {
  command = plan

  variables {
    accounts = [{ account_id = "222222222222", writes = [] }]
  }

  expect_failures = [var.accounts]
}

run "a_whole_folder_is_refused" {
  command = plan

  variables {
    accounts = [{ account_id = "222222222222", writes = ["analytics/*"] }]
  }

  expect_failures = [var.accounts]
}

run "everything_is_refused" {
  command = plan

  variables {
    accounts = [{ account_id = "222222222222", writes = ["a/terraform.tfstate"], reads = ["*"] }]
  }

  expect_failures = [var.accounts]
}

run "a_policy_variable_is_refused" {
  command = plan

  variables {
    accounts = [{ account_id = "222222222222", writes = ["$${aws:username}/terraform.tfstate"] }]
  }

  expect_failures = [var.accounts]
}

run "a_key_with_a_leading_slash_is_refused" {
  command = plan

  variables {
    accounts = [{ account_id = "222222222222", writes = ["/a/terraform.tfstate"] }]
  }

  expect_failures = [var.accounts]
}

run "an_account_twice_is_refused" {
  command = plan

  variables {
    accounts = [for key in ["a", "b"] : { account_id = "222222222222", writes = ["${key}/terraform.tfstate"] }]
  }

  expect_failures = [var.accounts]
}

run "a_key_made_and_given_is_refused" {
  command = plan

  variables {
    accounts = [{ account_id = "222222222222", writes = ["a/terraform.tfstate"] }]
    kms_key = {
      create = true
      arn    = "arn:aws:kms:us-east-1:111111111111:key/12345678-1234-1234-1234-123456789012"
    }
  }

  expect_failures = [var.kms_key]
}

run "a_created_key_that_no_account_could_use_is_refused" {
  command = plan

  variables {
    kms_key = { create = true }
  }

  expect_failures = [var.kms_key]
}

run "an_alias_is_refused" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:us-east-1:111111111111:alias/states" }
  }

  expect_failures = [var.kms_key]
}

run "no_old_version_at_all_is_refused" {
  command = plan

  variables {
    noncurrent_versions = { keep = 0 }
  }

  expect_failures = [var.noncurrent_versions]
}

run "more_old_versions_than_s3_counts_are_refused" {
  command = plan

  variables {
    noncurrent_versions = { keep = 101 }
  }

  expect_failures = [var.noncurrent_versions]
}

run "half_a_day_is_refused" {
  command = plan

  variables {
    noncurrent_versions = { days = 0.5 }
  }

  expect_failures = [var.noncurrent_versions]
}
