variable "kms_key" {
  description = <<-EOT
    KMS key of the state files. With neither attribute, S3 encrypts with its own keys.
    - `create`: Create a key that the accounts can use for this bucket alone. Others cannot, not even the bucket's own
      account unless it is one of them.
    - `arn`: An existing key in the bucket's region, whose policy lets the accounts use it.
  EOT
  type = object({
    create = optional(bool, false)
    arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !(var.kms_key.create && var.kms_key.arn != null)
    error_message = "kms_key takes create = true or an arn, not both."
  }

  validation {
    condition     = !var.kms_key.create || length(var.accounts) > 0
    error_message = <<-EOT
      kms_key.create = true requires accounts: a created key can be used by these accounts only, so without one nothing
      could write or read a state file.
    EOT
  }

  validation {
    condition = (
      var.kms_key.arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key.arn))
    )
    error_message = <<-EOT
      kms_key.arn must be the ARN of a key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias, which Terraform's S3
      backend does not support either.
    EOT
  }
}
