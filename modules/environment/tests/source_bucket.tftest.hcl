mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "Data_ETL"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  vpc_id     = "vpc-0aaa1111"
}

run "the_created_bucket_is_named_after_environment_and_account" {
  command = plan

  assert {
    condition     = aws_s3_bucket.source[0].bucket == "data-etl-111111111111"
    error_message = "the name must be the environment's in lower case with hyphens, and the account's id"
  }
  assert {
    condition     = !aws_s3_bucket.source[0].force_destroy
    error_message = "a bucket with objects must survive a destroy"
  }
}

run "the_created_bucket_is_what_mwaa_asks_for_and_closed_to_all_others" {
  assert {
    condition     = aws_s3_bucket_versioning.source[0].versioning_configuration[0].status == "Enabled"
    error_message = "the bucket must be versioned"
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.source[0].block_public_acls,
      aws_s3_bucket_public_access_block.source[0].block_public_policy,
      aws_s3_bucket_public_access_block.source[0].ignore_public_acls,
      aws_s3_bucket_public_access_block.source[0].restrict_public_buckets,
    ])
    error_message = "all four blocks of public access must be on"
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.source[0].rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "ACLs must be off"
  }
  assert {
    condition = jsondecode(aws_s3_bucket_policy.source[0].policy).Statement == [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::acme-bucket", "arn:aws:s3:::acme-bucket/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
    error_message = "requests without TLS must be denied"
  }
}

run "name_and_force_destroy_are_the_callers" {
  command = plan

  variables {
    source_bucket = { name = "acme.airflow-dags", force_destroy = true }
  }

  assert {
    condition     = aws_s3_bucket.source[0].bucket == "acme.airflow-dags" && aws_s3_bucket.source[0].force_destroy
    error_message = "the given name and force_destroy must be taken"
  }
}

run "an_existing_bucket_is_used_and_nothing_is_made" {
  variables {
    source_bucket = { arn = "arn:aws:s3:::acme-dags", create = false }
  }

  assert {
    condition = sum([
      length(aws_s3_bucket.source),
      length(aws_s3_bucket_ownership_controls.source),
      length(aws_s3_bucket_policy.source),
      length(aws_s3_bucket_public_access_block.source),
      length(aws_s3_bucket_server_side_encryption_configuration.source),
      length(aws_s3_bucket_versioning.source),
    ]) == 0
    error_message = "no bucket, and nothing of a bucket, may be made"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.source_bucket_arn == "arn:aws:s3:::acme-dags"
      && output.source_bucket_arn == "arn:aws:s3:::acme-dags"
      && output.source_bucket_name == "acme-dags"
    )
    error_message = "the environment must read from the given bucket"
  }
  assert {
    condition = one([
      for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement : statement.Resource
      if statement.Sid == "ReadSourceBucket"
    ]) == ["arn:aws:s3:::acme-dags", "arn:aws:s3:::acme-dags/*"]
    error_message = "the role must read the given bucket, and no other"
  }
}

run "old_versions_are_kept_unless_asked_for" {
  command = plan

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.source) == 0
    error_message = "an environment may be pinned to any version"
  }
}

run "old_versions_of_dags_alone_expire" {
  variables {
    airflow = {
      dag_s3_path    = "airflow/dags/"
      plugins        = { path = "airflow/dags-plugins.zip" }
      requirements   = { path = "airflow/requirements.txt" }
      startup_script = { path = "dags/startup.sh" }
    }
    source_bucket = { noncurrent_dag_versions = { days = 1, keep = 100 } }
  }

  assert {
    condition = jsonencode([
      for rule in aws_s3_bucket_lifecycle_configuration.source[0].rule : [
        rule.id,
        rule.status,
        rule.noncurrent_version_expiration[*].newer_noncurrent_versions,
        rule.noncurrent_version_expiration[*].noncurrent_days,
        rule.expiration[*].expired_object_delete_marker,
        rule.abort_incomplete_multipart_upload[*].days_after_initiation,
      ]
      ]) == jsonencode([
      ["old-dags", "Enabled", [100], [1], [true], []],
      ["incomplete-uploads", "Enabled", [], [], [], [7]],
    ])
    error_message = "the first rule must delete old versions as asked for, the second only incomplete uploads"
  }
  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.source[0].rule[0].filter[0].prefix == "airflow/dags/"
    error_message = "no rule may delete versions of other files than the DAGs"
  }
}

run "a_file_whose_version_is_kept_is_outside_of_the_dags" {
  command = plan

  variables {
    airflow       = { startup_script = { path = "dags/startup.sh" } }
    source_bucket = { noncurrent_dag_versions = {} }
  }

  expect_failures = [var.source_bucket]
}

run "an_existing_bucket_keeps_its_own_rules" {
  command = plan

  variables {
    source_bucket = { create = false, arn = "arn:aws:s3:::acme-dags", noncurrent_dag_versions = {} }
  }

  expect_failures = [var.source_bucket]
}
