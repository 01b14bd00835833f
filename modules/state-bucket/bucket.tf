resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Who wants every access logged has CloudTrail data events: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
  #checkov:skip=CKV_AWS_144:Old versions protect a state; a second region does not lock it: https://developer.hashicorp.com/terraform/language/backend/s3
  #checkov:skip=CKV2_AWS_62:Nothing listens to a state: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
  bucket        = var.name
  force_destroy = var.force_destroy

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  # What another account writes belongs to the bucket's owner all the same.
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

    # Both must hold before a version goes: it is that old, and so many newer ones are there.
    noncurrent_version_expiration {
      newer_noncurrent_versions = var.noncurrent_versions.keep
      noncurrent_days           = var.noncurrent_versions.days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  # Rules about versions are for a bucket that has some.
  depends_on = [aws_s3_bucket_versioning.this]
}
