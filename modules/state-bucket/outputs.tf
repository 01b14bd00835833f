output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "bucket" {
  description = "Name of the bucket, once states can be kept in it: versioned, encrypted, closed, and open to the accounts."
  value       = aws_s3_bucket.this.id

  depends_on = [
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
    aws_s3_bucket_versioning.this,
  ]
}

output "kms_key_arn" {
  description = "The key that encrypts the states; null where S3 encrypts them with keys of its own."
  value       = local.kms_key_arn
}
