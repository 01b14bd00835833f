variable "source_bucket" {
  description = <<-EOT
    The bucket of the DAGs and of what they need. `create`: make it; `name`: how it is called, null = `<name>-<account id>` in lower case with hyphens for underscores; `force_destroy`: delete it even while it holds objects.
    `arn`: an existing bucket of the environment's region instead, with `create = false`: versioned, public access blocked and, where encrypted with a customer managed key, with the environment's. `verify`: look while planning whether it is there, in this region, which takes s3:ListBucket on it.
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
    error_message = "source_bucket takes either create = true without arn, or create = false with the arn of an existing bucket."
  }

  validation {
    condition     = !(var.source_bucket.create && var.source_bucket.verify)
    error_message = "source_bucket.verify looks at an existing bucket: it goes with create = false."
  }

  validation {
    condition     = var.source_bucket.arn == null ? true : can(regex("^arn:[^:]+:s3:::[a-z0-9.-]+$", var.source_bucket.arn))
    error_message = "source_bucket.arn must be the ARN of a bucket, such as \"arn:aws:s3:::my-dags\", without a key."
  }

  validation {
    condition     = var.source_bucket.create || (var.source_bucket.name == null && !var.source_bucket.force_destroy)
    error_message = "source_bucket.name and force_destroy belong to a created bucket: an existing one is left as it is."
  }

  validation {
    condition     = var.source_bucket.name == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.source_bucket.name))
    error_message = "source_bucket.name must have 3 to 63 lower-case letters, digits, dots and hyphens, and begin and end with a letter or a digit."
  }

  validation {
    condition     = !var.source_bucket.create || var.source_bucket.name != null || length(var.name) <= 50
    error_message = "The created bucket is called NAME-ACCOUNT, and S3 allows 63 characters: name must have at most 50, or source_bucket.name be given."
  }
}
