variable "source_bucket" {
  description = <<-EOT
    Bucket of the DAGs and of the files that they need.
    - `arn`: An existing bucket of the environment's region, with `create = false`: versioned, with public access
      blocked, and encrypted with the environment's key if with a customer managed key.
    - `create`: Create the bucket.
    - `force_destroy`: Delete the created bucket even if it holds objects.
    - `name`: Name of the created bucket; null is `<name>-<account id>`, in lower case with hyphens for underscores.
    - `verify`: Check at every plan that the existing bucket exists in this region; requires s3:ListBucket on it.
  EOT
  type = object({
    arn           = optional(string)
    create        = optional(bool, true)
    force_destroy = optional(bool, false)
    name          = optional(string)
    verify        = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.source_bucket.create ? var.source_bucket.arn == null : var.source_bucket.arn != null
    error_message = <<-EOT
      source_bucket takes either create = true without arn, or create = false with the arn of an existing bucket.
    EOT
  }

  validation {
    condition     = !(var.source_bucket.create && var.source_bucket.verify)
    error_message = "source_bucket.verify checks an existing bucket: it requires create = false."
  }

  validation {
    condition = var.source_bucket.arn == null ? true : can(regex(
      "^arn:[^:]+:s3:::[a-z0-9.-]+$",
      var.source_bucket.arn
    ))
    error_message = "source_bucket.arn must be the ARN of a bucket, such as \"arn:aws:s3:::my-dags\", without a key."
  }

  validation {
    condition     = var.source_bucket.create || (var.source_bucket.name == null && !var.source_bucket.force_destroy)
    error_message = "source_bucket.name and force_destroy apply only to a created bucket."
  }

  validation {
    condition = var.source_bucket.name == null ? true : can(regex(
      "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
      var.source_bucket.name
    ))
    error_message = <<-EOT
      source_bucket.name must have 3 to 63 lower-case letters, digits, dots and hyphens, and begin and end with a letter
      or a digit.
    EOT
  }

  validation {
    condition     = !var.source_bucket.create || var.source_bucket.name != null || length(var.name) <= 50
    error_message = <<-EOT
      The created bucket is called NAME-ACCOUNT, and S3 allows 63 characters: use at most 50 in name, or set
      source_bucket.name.
    EOT
  }
}
