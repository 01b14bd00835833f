mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "etl"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  vpc_id     = "vpc-0aaa1111"

  execution_role = { create = false, arn = "arn:aws:iam::111111111111:role/team/airflow", verify = true }
  kms_key = {
    arn    = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555"
    verify = true
  }
  security_group = { create = false, ids = ["sg-0given", "sg-0other"], verify = true }
  source_bucket  = { create = false, arn = "arn:aws:s3:::acme-dags", verify = true }
}

run "what_mwaa_can_work_with_is_taken" {
  assert {
    condition = (
      data.aws_iam_role.existing[0].name == "airflow" && data.aws_s3_bucket.existing[0].bucket == "acme-dags"
    )
    error_message = "the role is looked up by its name without its path, the bucket by its name"
  }
  assert {
    condition     = data.aws_security_group.existing[*].id == ["sg-0given", "sg-0other"]
    error_message = "every group is looked at"
  }
}

run "what_is_not_to_be_verified_is_not_read" {
  variables {
    execution_role = { create = false, arn = "arn:aws:iam::111111111111:role/team/airflow" }
    kms_key        = { arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555" }
    security_group = { create = false, ids = ["sg-0given"] }
    source_bucket  = { create = false, arn = "arn:aws:s3:::acme-dags" }
  }

  assert {
    condition = sum([
      length(data.aws_iam_role.existing), length(data.aws_kms_key.existing), length(data.aws_s3_bucket.existing),
      length(data.aws_security_group.existing), length(data.aws_security_groups.admitting_themselves),
    ]) == 0
    error_message = "nothing is read that the credentials may not see"
  }
}

run "a_bucket_of_another_region_is_refused" {
  command = plan

  override_data {
    target = data.aws_s3_bucket.existing
    values = { bucket_regional_domain_name = "acme-dags.s3.eu-west-1.amazonaws.com" }
  }

  expect_failures = [data.aws_s3_bucket.existing]
}

run "a_key_that_is_disabled_is_refused" {
  command = plan

  override_data {
    target = data.aws_kms_key.existing
    values = {
      enabled      = false
      key_state    = "Disabled"
      key_spec     = "SYMMETRIC_DEFAULT"
      key_usage    = "ENCRYPT_DECRYPT"
      multi_region = false
    }
  }

  expect_failures = [data.aws_kms_key.existing]
}

run "a_multi_region_key_is_refused" {
  command = plan

  override_data {
    target = data.aws_kms_key.existing
    values = {
      enabled      = true
      key_state    = "Enabled"
      key_spec     = "SYMMETRIC_DEFAULT"
      key_usage    = "ENCRYPT_DECRYPT"
      multi_region = true
    }
  }

  expect_failures = [data.aws_kms_key.existing]
}

run "a_key_that_signs_is_refused" {
  command = plan

  override_data {
    target = data.aws_kms_key.existing
    values = {
      enabled      = true
      key_state    = "Enabled"
      key_spec     = "RSA_2048"
      key_usage    = "SIGN_VERIFY"
      multi_region = false
    }
  }

  expect_failures = [data.aws_kms_key.existing]
}

run "a_role_that_only_one_of_mwaas_services_may_assume_is_refused" {
  command = plan

  override_data {
    target = data.aws_iam_role.existing
    values = {
      assume_role_policy = <<-JSON
        {
          "Version": "2012-10-17",
          "Statement": {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "airflow.amazonaws.com"}
          }
        }
      JSON
    }
  }

  expect_failures = [data.aws_iam_role.existing]
}

run "a_role_that_an_account_may_assume_is_refused" {
  command = plan

  override_data {
    target = data.aws_iam_role.existing
    values = {
      assume_role_policy = <<-JSON
        {
          "Version": "2012-10-17",
          "Statement": {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": "arn:aws:iam::111111111111:root"}
          }
        }
      JSON
    }
  }

  expect_failures = [data.aws_iam_role.existing]
}

run "a_role_that_denies_it_is_refused" {
  command = plan

  override_data {
    target = data.aws_iam_role.existing
    values = {
      assume_role_policy = <<-JSON
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "sts:AssumeRole",
              "Principal": {"Service": "airflow.amazonaws.com"}
            },
            {
              "Effect": "Deny",
              "Action": ["sts:AssumeRole"],
              "Principal": {"Service": ["airflow-env.amazonaws.com"]}
            }
          ]
        }
      JSON
    }
  }

  expect_failures = [data.aws_iam_role.existing]
}

run "a_trust_policy_in_several_statements_is_understood" {
  override_data {
    target = data.aws_iam_role.existing
    values = {
      assume_role_policy = <<-JSON
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "sts:AssumeRole",
              "Principal": {"Service": "airflow.amazonaws.com"}
            },
            {
              "Effect": "Allow",
              "Action": ["sts:AssumeRole"],
              "Principal": {"Service": ["airflow-env.amazonaws.com"]}
            }
          ]
        }
      JSON
    }
  }

  assert {
    condition     = aws_mwaa_environment.this.execution_role_arn == "arn:aws:iam::111111111111:role/team/airflow"
    error_message = "one service in each statement, once as a text and once as a list, are both services"
  }
}

run "a_group_of_another_vpc_is_refused" {
  command = plan

  override_data {
    target = data.aws_security_group.existing[1]
    values = { vpc_id = "vpc-0another" }
  }

  expect_failures = [data.aws_security_group.existing]
}

run "groups_that_do_not_admit_themselves_are_refused" {
  command = plan

  override_data {
    target = data.aws_security_groups.admitting_themselves
    values = { ids = [] }
  }

  expect_failures = [data.aws_security_groups.admitting_themselves]
}

run "an_execution_role_that_is_made_cannot_be_verified" {
  command = plan

  variables {
    execution_role = { verify = true }
  }

  expect_failures = [var.execution_role]
}

run "a_kms_key_that_is_made_cannot_be_verified" {
  command = plan

  variables {
    kms_key = { create = true, verify = true }
  }

  expect_failures = [var.kms_key]
}

run "a_security_group_that_is_made_cannot_be_verified" {
  command = plan

  variables {
    security_group = { verify = true }
  }

  expect_failures = [var.security_group]
}

run "a_source_bucket_that_is_made_cannot_be_verified" {
  command = plan

  variables {
    source_bucket = { verify = true }
  }

  expect_failures = [var.source_bucket]
}

run "an_asymmetric_key_that_encrypts_is_refused" {
  command = plan

  override_data {
    target = data.aws_kms_key.existing
    values = {
      enabled      = true
      key_state    = "Enabled"
      key_spec     = "RSA_2048"
      key_usage    = "ENCRYPT_DECRYPT"
      multi_region = false
    }
  }

  expect_failures = [data.aws_kms_key.existing]
}

run "a_key_for_message_codes_is_refused" {
  command = plan

  override_data {
    target = data.aws_kms_key.existing
    values = {
      enabled      = true
      key_state    = "Enabled"
      key_spec     = "SYMMETRIC_DEFAULT"
      key_usage    = "GENERATE_VERIFY_MAC"
      multi_region = false
    }
  }

  expect_failures = [data.aws_kms_key.existing]
}

run "a_trust_policy_of_all_actions_is_understood" {
  command = plan

  override_data {
    target = data.aws_iam_role.existing
    values = {
      arn                = "arn:aws:iam::111111111111:role/team/airflow"
      assume_role_policy = <<-JSON
        {
          "Version": "2012-10-17",
          "Statement": [
            {"Effect": "Allow", "Action": "*", "Principal": {"Service": "airflow.amazonaws.com"}},
            {"Effect": "Allow", "Action": ["sts:*"], "Principal": {"Service": "airflow-env.amazonaws.com"}}
          ]
        }
      JSON
    }
  }

  assert {
    condition     = data.aws_iam_role.existing[0].arn == "arn:aws:iam::111111111111:role/team/airflow"
    error_message = "all actions, and all of STS, include sts:AssumeRole"
  }
}

run "a_trust_policy_of_other_actions_is_refused" {
  command = plan

  override_data {
    target = data.aws_iam_role.existing
    values = {
      arn                = "arn:aws:iam::111111111111:role/team/airflow"
      assume_role_policy = <<-JSON
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["sts:TagSession", "sts:SetSourceIdentity"],
              "Principal": {"Service": ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]}
            }
          ]
        }
      JSON
    }
  }

  expect_failures = [data.aws_iam_role.existing]
}
