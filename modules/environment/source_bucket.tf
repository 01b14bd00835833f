locals {
  source_bucket_arn = var.source_bucket.create ? aws_s3_bucket.source[0].arn : var.source_bucket.arn
  source_bucket_name = (
    var.source_bucket.create
    ? aws_s3_bucket.source[0].id
    : reverse(split(":", var.source_bucket.arn))[0]
  )

  # S3 allows neither capitals nor underscores; the account ID makes the name unique among all accounts.
  new_bucket_name = coalesce(var.source_bucket.name, "${lower(replace(var.name, "_", "-"))}-${local.account_id}")
}

resource "aws_s3_bucket" "source" {
  #checkov:skip=CKV_AWS_18:Holds code that one role reads; CloudTrail data events can log every access:
  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging.html
  #checkov:skip=CKV_AWS_144:The files come from version control, and MWAA only reads a bucket of its own region:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
  #checkov:skip=CKV2_AWS_62:MWAA polls the bucket, nothing consumes its events:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-folder.html
  count = var.source_bucket.create ? 1 : 0

  bucket        = local.new_bucket_name
  force_destroy = var.source_bucket.force_destroy

  tags = merge(var.tags, { Name = local.new_bucket_name })
}

resource "aws_s3_bucket_ownership_controls" "source" {
  count = var.source_bucket.create ? 1 : 0

  bucket = aws_s3_bucket.source[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "source" {
  count = var.source_bucket.create ? 1 : 0

  bucket                  = aws_s3_bucket.source[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  count = var.source_bucket.create ? 1 : 0

  bucket = aws_s3_bucket.source[0].id

  # A customer managed key of the bucket must be the environment's own.
  rule {
    bucket_key_enabled = local.kms_key_is_customers

    apply_server_side_encryption_by_default {
      kms_master_key_id = local.kms_key_arn
      sse_algorithm     = local.kms_key_is_customers ? "aws:kms" : "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "source" {
  count = var.source_bucket.create ? 1 : 0

  bucket = aws_s3_bucket.source[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

# For the DAGs only, of which MWAA uses the current version. It keeps using the version of plugins, requirements and
# startup script that it was given, and no rule of S3 spares single versions (S3 user guide, intro-lifecycle-rules).
resource "aws_s3_bucket_lifecycle_configuration" "source" {
  count = var.source_bucket.noncurrent_dag_versions == null ? 0 : 1

  bucket = aws_s3_bucket.source[0].id

  rule {
    id     = "old-dags"
    status = "Enabled"

    filter {
      prefix = "${trimsuffix(var.airflow.dag_s3_path, "/")}/"
    }

    # A version is deleted only if both apply: it is old enough, and there are enough newer ones.
    noncurrent_version_expiration {
      newer_noncurrent_versions = var.source_bucket.noncurrent_dag_versions.keep
      noncurrent_days           = var.source_bucket.noncurrent_dag_versions.days
    }

    # What remains of a deleted file after its last version.
    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    id     = "incomplete-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  # Rules for versions require a versioned bucket.
  depends_on = [aws_s3_bucket_versioning.source]
}

resource "aws_s3_bucket_policy" "source" {
  count = var.source_bucket.create ? 1 : 0

  bucket = aws_s3_bucket.source[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.source[0].arn, "${aws_s3_bucket.source[0].arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  # Both change the bucket's policy status, and S3 refuses them at the same time.
  depends_on = [aws_s3_bucket_public_access_block.source]
}
