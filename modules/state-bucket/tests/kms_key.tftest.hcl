mock_provider "aws" {
  source = "../tests"
}

variables {
  name = "acme.tfstate"
  accounts = [
    { account_id = "111111111111", writes = ["analytics/1-network/terraform.tfstate"] },
    {
      account_id = "222222222222"
      role_arns  = ["arn:aws:iam::222222222222:role/terraform"]
      writes     = ["analytics/2-environments/data-*/terraform.tfstate"]
    },
  ]
  kms_key = { create = true }
}

run "a_key_of_its_own_encrypts_the_bucket" {
  assert {
    condition = (
      one(
        one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default
      ).sse_algorithm == "aws:kms"
      && one(
        one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default
      ).kms_master_key_id == aws_kms_key.this[0].arn
      && one(aws_s3_bucket_server_side_encryption_configuration.this.rule).bucket_key_enabled
    )
    error_message = "by default, with a bucket key"
  }
  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation && aws_kms_alias.this[0].name == "alias/acme-tfstate"
    error_message = "the key rotates, and people find it by an alias, which takes no dots"
  }
  assert {
    condition     = output.kms_key_arn == aws_kms_key.this[0].arn
    error_message = "the key is an output"
  }
}

run "the_accounts_use_the_key_for_this_bucket_alone" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_kms_key.this[0].policy).Statement : statement
      if startswith(statement.Sid, "Used")
      ] == [
      {
        Sid       = "UsedThroughTheBucket1"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111111111111:root" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          StringEquals = { "kms:ViaService" = "s3.us-east-1.amazonaws.com" }
          StringLike = {
            "kms:EncryptionContext:aws:s3:arn" = ["arn:aws:s3:::acme.tfstate", "arn:aws:s3:::acme.tfstate/*"]
          }
        }
      },
      {
        Sid       = "UsedThroughTheBucket2"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::222222222222:root" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          ArnEquals    = { "aws:PrincipalArn" = ["arn:aws:iam::222222222222:role/terraform"] }
          StringEquals = { "kms:ViaService" = "s3.us-east-1.amazonaws.com" }
          StringLike = {
            "kms:EncryptionContext:aws:s3:arn" = ["arn:aws:s3:::acme.tfstate", "arn:aws:s3:::acme.tfstate/*"]
          }
        }
      },
    ]
    error_message = "through S3, for the bucket, and only the role where there is one"
  }
}

run "the_account_administers_the_key_and_cannot_use_it" {
  command = plan

  assert {
    condition = alltrue([
      for action in jsondecode(aws_kms_key.this[0].policy).Statement[0].Action :
      !contains(["kms:*", "kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*"], action)
      && !startswith(action, "kms:Generate")
      && (action == "kms:CreateAlias" || !startswith(action, "kms:C") || action == "kms:CancelKeyDeletion")
    ])
    error_message = "administration, and nothing that decrypts or grants others to decrypt"
  }
}

run "the_buckets_own_account_uses_the_key_only_if_it_is_one_of_the_accounts" {
  command = plan

  variables {
    accounts = [{ account_id = "222222222222", writes = ["analytics/2-environments/data-etl/terraform.tfstate"] }]
  }

  assert {
    condition = [
      for statement in jsondecode(aws_kms_key.this[0].policy).Statement : statement.Principal.AWS
      if contains(statement.Action, "kms:Decrypt")
    ] == ["arn:aws:iam::222222222222:root"]
    error_message = "only accounts with state files decrypt them"
  }
}

run "a_key_that_is_there_is_used_and_left_alone" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:us-east-1:111111111111:key/mrk-12345678123412341234123456789012" }
  }

  assert {
    condition = (
      one(
        one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default
      ).kms_master_key_id == "arn:aws:kms:us-east-1:111111111111:key/mrk-12345678123412341234123456789012"
      && length(aws_kms_key.this) == 0 && length(aws_kms_alias.this) == 0
    )
    error_message = "the given key, and none is made"
  }
}
