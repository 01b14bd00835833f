variable "environments" {
  description = <<-EOT
    Environments in the subnets, to which restricted policies are limited.
    - `account_id`: Account of the environment.
    - `kms_key`: Its key, as in the module environment; with neither attribute, AWS owns the key.
      - `arn`: An existing key.
      - `create`: Whether the key is created with the environment.
    - `name`: Its name in AWS.
    - `source_bucket_name`: Name of its source bucket.
  EOT
  type = list(object({
    account_id = string
    kms_key = optional(object({
      arn    = optional(string)
      create = optional(bool, false)
    }), {})
    name               = string
    source_bucket_name = string
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for environment in var.environments : can(regex("^[0-9]{12}$", environment.account_id))])
    error_message = "Each of environments must have an account_id of 12 digits."
  }

  validation {
    condition = alltrue([
      for environment in var.environments : can(regex("^[a-zA-Z][0-9a-zA-Z_-]{0,79}$", environment.name))
    ])
    error_message = <<-EOT
      Each of environments must have the name of an environment: a letter, then letters, digits, hyphens and
      underscores, 80 at most.
    EOT
  }

  validation {
    condition = alltrue([
      for environment in var.environments :
      can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", environment.source_bucket_name))
    ])
    error_message = "Each of environments must have the name of its bucket in source_bucket_name, not an ARN."
  }

  validation {
    condition = alltrue([
      for environment in var.environments : environment.kms_key.arn == null ? true : (
        !environment.kms_key.create && can(regex(
          "^arn:[^:]+:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9A-Za-z-]+$",
          environment.kms_key.arn
        ))
      )
    ])
    error_message = <<-EOT
      kms_key of environments takes create = true or the arn of an existing key
      (arn:PARTITION:kms:REGION:ACCOUNT:key/ID), not both.
    EOT
  }
}

variable "policies" {
  description = <<-EOT
    Policies of the endpoints.
    - `allow`: In a restricted mode, what the DAGs do beyond what `environments` need, as statements for principals of
      the environments' accounts. With restricted, they restrict services that MWAA itself does not need, too. With
      restricted_all, an additional service without a statement is open to these accounts and to the VPC's owner.
      - `actions`: Actions of the statement.
      - `resources`: Resources of the statement.
      - `service`: Service whose endpoint allows it.
    - `mode`: full_access, restricted (only S3 is restricted to what `environments` need), or restricted_all (all
      services are: untested on AWS, which calls some of them by principals that it does not document).
    - `unrestricted`: In a restricted mode, services that stay open.
  EOT
  type = object({
    allow = optional(list(object({
      actions   = list(string)
      resources = list(string)
      service   = string
    })), [])
    mode         = optional(string, "full_access")
    unrestricted = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["full_access", "restricted", "restricted_all"], var.policies.mode)
    error_message = "policies.mode must be full_access, restricted or restricted_all."
  }

  validation {
    condition = (
      var.policies.mode == "full_access"
      ? length(var.policies.allow) + length(var.policies.unrestricted) == 0
      : length(var.environments) > 0
    )
    error_message = <<-EOT
      policies.mode other than full_access requires environments; allow and unrestricted only apply there.
    EOT
  }

  validation {
    condition     = length(setintersection(var.policies.allow[*].service, var.policies.unrestricted)) == 0
    error_message = "A service is either in policies.unrestricted or has statements in policies.allow, not both."
  }

  validation {
    condition = (
      length(setintersection(concat(var.policies.allow[*].service, var.policies.unrestricted), var.services.without))
      == 0
    )
    error_message = "policies.allow and policies.unrestricted must not contain a service of services.without."
  }

  validation {
    condition = alltrue([
      for allow in var.policies.allow : length(allow.actions) > 0 && length(allow.resources) > 0 && alltrue(concat(
        [for action in allow.actions : can(regex("^[a-z0-9-]+:[A-Za-z*?]+$", action))],
        [for resource in allow.resources : resource == "*" || startswith(resource, "arn:")],
      ))
    ])
    error_message = <<-EOT
      Each of policies.allow needs actions such as "s3:GetObject" and resources that are ARNs or "*".
    EOT
  }
}
