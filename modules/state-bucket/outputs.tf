output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "bucket" {
  description = <<-EOT
    Name of the bucket, once it is ready for state files: versioned, encrypted, private, and open to the accounts.
  EOT
  value       = aws_s3_bucket.this.id

  depends_on = [
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
    aws_s3_bucket_versioning.this,
  ]
}

output "kms_key_arn" {
  description = "Key that encrypts the state files; null if S3 encrypts them with its own keys."
  value       = local.kms_key_arn
}
