mock_provider "aws" {
  source = "../tests"
}

variables {
  name = "acme-analytics-tfstate"
}

run "the_bucket_keeps_versions_and_is_closed_to_the_public" {
  assert {
    condition     = aws_s3_bucket.this.bucket == "acme-analytics-tfstate" && !aws_s3_bucket.this.force_destroy
    error_message = "the name is the caller's, and a bucket with states must survive a destroy"
  }
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "the bucket must be versioned"
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "all four blocks of public access must be on"
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "what participants write must belong to the bucket's owner"
  }
  assert {
    condition = one(
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default
    ).sse_algorithm == "AES256"
    error_message = "S3's own keys encrypt where no other is given"
  }
  assert {
    condition     = !one(aws_s3_bucket_server_side_encryption_configuration.this.rule).bucket_key_enabled
    error_message = "a bucket key is for KMS"
  }
  assert {
    condition     = length(aws_kms_key.this) == 0 && output.kms_key_arn == null
    error_message = "there is no key that nobody asked for"
  }
  assert {
    condition     = output.bucket == "acme-bucket" && output.arn == "arn:aws:s3:::acme-bucket"
    error_message = "outputs"
  }
}

run "old_versions_go_only_when_they_are_old_and_many" {
  assert {
    condition = (
      aws_s3_bucket_lifecycle_configuration.this.rule[0].status == "Enabled"
      && aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].newer_noncurrent_versions
      == 50
      && aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 365
    )
    error_message = "fifty are kept, and the others for a year"
  }
  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration) == 0
    error_message = "a current state never expires"
  }
}

run "how_many_old_versions_is_the_callers_choice" {
  command = plan

  variables {
    noncurrent_versions = { keep = 10, days = 30 }
  }

  assert {
    condition = (
      aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].newer_noncurrent_versions
      == 10
      && aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 30
    )
    error_message = "as given"
  }
}

run "without_accounts_the_policy_only_asks_for_tls" {
  command = plan

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this.policy).Statement == [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::acme-analytics-tfstate", "arn:aws:s3:::acme-analytics-tfstate/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
    error_message = "requests without TLS must be denied"
  }
}

run "everything_bears_the_callers_tags" {
  variables {
    accounts = [{ account_id = "111111111111", writes = ["a/terraform.tfstate"] }]
    kms_key  = { create = true }
    tags     = { CostCenter = "1234" }
  }

  assert {
    condition = (
      aws_s3_bucket.this.tags == tomap({ CostCenter = "1234", Name = "acme-analytics-tfstate" })
      && aws_kms_key.this[0].tags == tomap({ CostCenter = "1234", Name = "acme-analytics-tfstate" })
    )
    error_message = "tags of bucket and key"
  }
}

run "the_bucket_goes_with_all_it_holds_only_when_told_to" {
  command = plan

  variables {
    force_destroy = true
  }

  assert {
    condition     = aws_s3_bucket.this.force_destroy
    error_message = "as given"
  }
}
