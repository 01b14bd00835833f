variable "source_bucket" {
  description = <<-EOT
    Bucket of the DAGs and of the files that they need.
    - `arn`: An existing bucket of the environment's region, with `create = false`: versioned, with public access
      blocked, and encrypted with the environment's key if with a customer managed key.
    - `create`: Create the bucket.
    - `force_destroy`: Delete the created bucket even if it holds objects.
    - `noncurrent_dag_versions`: How long S3 keeps old versions below `airflow.dag_s3_path` of the created bucket; null
      is forever, as for all other files: an environment may be pinned to any of their versions.
      - `days`: Days after which an old version is deleted.
      - `keep`: Number of old versions of each file that are never deleted, 1 to 100.
    - `name`: Name of the created bucket; null is `<name>-<account id>`, in lower case with hyphens for underscores.
    - `verify`: Check at every plan that the existing bucket exists in this region; requires s3:ListBucket on it.
  EOT
  type = object({
    arn           = optional(string)
    create        = optional(bool, true)
    force_destroy = optional(bool, false)
    noncurrent_dag_versions = optional(object({
      days = optional(number, 90)
      keep = optional(number, 5)
    }))
    name   = optional(string)
    verify = optional(bool, false)
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
    condition = (
      var.source_bucket.create
      ? true
      : var.source_bucket.name == null
      && !var.source_bucket.force_destroy
      && var.source_bucket.noncurrent_dag_versions == null
    )
    error_message = "source_bucket.name, force_destroy and noncurrent_dag_versions apply only to a created bucket."
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

  validation {
    condition = alltrue([
      for versions in var.source_bucket.noncurrent_dag_versions[*] :
      versions.days >= 1 && floor(versions.days) == versions.days
    ])
    error_message = "source_bucket.noncurrent_dag_versions.days must be a whole number of at least 1."
  }

  validation {
    condition = alltrue([
      for versions in var.source_bucket.noncurrent_dag_versions[*] :
      versions.keep >= 1 && versions.keep <= 100 && floor(versions.keep) == versions.keep
    ])
    error_message = "source_bucket.noncurrent_dag_versions.keep must be a whole number from 1 to 100."
  }

  # Pinned or not: a file that changes after an apply leaves the environment with a version that is not current.
  validation {
    condition = var.source_bucket.noncurrent_dag_versions == null || alltrue([
      for file in [var.airflow.plugins, var.airflow.requirements, var.airflow.startup_script] :
      !startswith(try(file.path, ""), "${trimsuffix(var.airflow.dag_s3_path, "/")}/")
    ])
    error_message = <<-EOT
      With source_bucket.noncurrent_dag_versions, S3 deletes old versions below airflow.dag_s3_path, and an environment
      keeps using the version of its plugins, requirements and startup script: their paths must be outside of it.
    EOT
  }
}
