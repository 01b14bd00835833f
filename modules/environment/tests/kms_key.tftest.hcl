mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "etl"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  vpc_id     = "vpc-0aaa1111"
}

run "with_the_key_that_aws_owns_the_role_reaches_keys_of_others_through_sqs_only" {
  assert {
    condition     = length(aws_kms_key.this) == 0 && length(aws_kms_alias.this) == 0
    error_message = "no key may be made"
  }
  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement : statement
      if statement.Sid == "EncryptAndDecrypt"
      ] == [{
        Sid         = "EncryptAndDecrypt"
        Effect      = "Allow"
        Action      = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]
        NotResource = ["arn:aws:kms:*:111111111111:key/*"]
        Condition   = { StringLike = { "kms:ViaService" = ["sqs.us-east-1.amazonaws.com"] } }
    }]
    error_message = "the KMS statement must be the documented one for the key that AWS owns"
  }
  assert {
    condition = one(
      one(aws_s3_bucket_server_side_encryption_configuration.source[0].rule).apply_server_side_encryption_by_default
    ).sse_algorithm == "AES256"
    error_message = "the bucket must be encrypted with S3's keys"
  }
  assert {
    condition     = !one(aws_s3_bucket_server_side_encryption_configuration.source[0].rule).bucket_key_enabled
    error_message = "a bucket key is for KMS"
  }
}

run "a_created_key_encrypts_environment_and_bucket" {
  variables {
    kms_key = { create = true }
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation
    error_message = "the key must rotate"
  }
  assert {
    condition     = aws_kms_alias.this[0].name == "alias/etl"
    error_message = "people must find the key by the environment's name"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.kms_key == aws_kms_key.this[0].arn && output.kms_key_arn == aws_kms_key.this[0].arn
    )
    error_message = "the environment must take the key by its ARN"
  }
  assert {
    condition = (
      one(
        one(aws_s3_bucket_server_side_encryption_configuration.source[0].rule).apply_server_side_encryption_by_default
      ).sse_algorithm == "aws:kms" &&
      one(
        one(aws_s3_bucket_server_side_encryption_configuration.source[0].rule).apply_server_side_encryption_by_default
      ).kms_master_key_id == aws_kms_key.this[0].arn &&
      one(aws_s3_bucket_server_side_encryption_configuration.source[0].rule).bucket_key_enabled
    )
    error_message = "the bucket must be encrypted with the environment's key"
  }
  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement : statement
      if statement.Sid == "EncryptAndDecrypt"
      ] == [{
        Sid      = "EncryptAndDecrypt"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]
        Resource = ["arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555"]
        Condition = {
          StringLike = { "kms:ViaService" = ["sqs.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"] }
        }
    }]
    error_message = "the KMS statement must be the documented one for a customer managed key"
  }
}

run "the_created_key_serves_the_account_and_the_log_groups_of_this_environment_only" {
  command = plan

  variables {
    kms_key = { create = true }
  }

  assert {
    condition = jsondecode(aws_kms_key.this[0].policy).Statement == [
      {
        Sid       = "AdministeredByTheAccount"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111111111111:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogGroupsOfTheEnvironment"
        Effect    = "Allow"
        Principal = { Service = "logs.us-east-1.amazonaws.com" }
        Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource  = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:us-east-1:111111111111:log-group:airflow-etl-*"
          }
        }
      },
    ]
    error_message = "the key's policy must be the account's and CloudWatch Logs' for this environment"
  }
}

run "an_existing_key_is_used_and_nothing_is_made" {
  variables {
    kms_key = { arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-3333-4444-555555555555" }
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && length(aws_kms_alias.this) == 0
    error_message = "no key may be made"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.kms_key
      == "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-3333-4444-555555555555"
    )
    error_message = "the environment must take the given key"
  }
  assert {
    condition = one(
      one(aws_s3_bucket_server_side_encryption_configuration.source[0].rule).apply_server_side_encryption_by_default
    ).kms_master_key_id == "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-3333-4444-555555555555"
    error_message = "the bucket must be encrypted with the given key"
  }
  assert {
    condition = one([
      for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement : statement.Resource
      if statement.Sid == "EncryptAndDecrypt"
    ]) == ["arn:aws:kms:us-east-1:111111111111:key/99999999-2222-3333-4444-555555555555"]
    error_message = "the role must use the given key"
  }
}
