resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:CloudTrail data events can log every access:
  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
  #checkov:skip=CKV_AWS_144:Old versions protect a state file; a second region would not lock it:
  # https://developer.hashicorp.com/terraform/language/backend/s3
  #checkov:skip=CKV2_AWS_62:Nothing consumes events of state files:
  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
  bucket        = var.name
  force_destroy = var.force_destroy

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  # Objects that another account writes belong to the bucket's owner, too.
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = local.has_kms_key

    apply_server_side_encryption_by_default {
      kms_master_key_id = local.kms_key_arn
      sse_algorithm     = local.has_kms_key ? "aws:kms" : "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    # A version is deleted only if both apply: it is old enough, and there are enough newer ones.
    noncurrent_version_expiration {
      newer_noncurrent_versions = var.noncurrent_versions.keep
      noncurrent_days           = var.noncurrent_versions.days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  # Rules for versions require a versioned bucket.
  depends_on = [aws_s3_bucket_versioning.this]
}
