variable "environments" {
  description = <<-EOT
    The environments that stand in the subnets, for restricted policies: `name` in AWS, `account_id`, `source_bucket_name`.
    `kms_key`: as in the module environment: `create` for one that is made with it, `arn` for an existing one, neither for the key that AWS owns.
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
    condition     = alltrue([for environment in var.environments : can(regex("^[a-zA-Z][0-9a-zA-Z_-]{0,79}$", environment.name))])
    error_message = "Each of environments must have the name of an environment: a letter, then letters, digits, hyphens and underscores, 80 at most."
  }

  validation {
    condition     = alltrue([for environment in var.environments : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", environment.source_bucket_name))])
    error_message = "Each of environments must have the name of its bucket in source_bucket_name, not an ARN."
  }

  validation {
    condition = alltrue([
      for environment in var.environments : environment.kms_key.arn == null ? true : (
        !environment.kms_key.create && can(regex("^arn:[^:]+:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9A-Za-z-]+$", environment.kms_key.arn))
      )
    ])
    error_message = "kms_key of environments takes create = true or the arn of an existing key (arn:PARTITION:kms:REGION:ACCOUNT:key/ID), not both."
  }
}

variable "policies" {
  description = <<-EOT
    What the endpoints let through. `mode`: full_access, or restricted to what `environments` use.
    In restricted mode: `allow`, what their DAGs do beyond that, by service: `actions` and `resources` of a statement for principals of the environments' accounts. A service of services.additional without any is open to these accounts and to the VPC's owner.
    `unrestricted`: services that stay open, for what AWS does not document.
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
    condition     = contains(["full_access", "restricted"], var.policies.mode)
    error_message = "policies.mode must be full_access or restricted."
  }

  validation {
    condition     = var.policies.mode == "restricted" ? length(var.environments) > 0 : length(var.policies.allow) + length(var.policies.unrestricted) == 0
    error_message = "policies.mode = \"restricted\" needs environments to restrict to; allow and unrestricted have a meaning only there."
  }

  validation {
    condition     = length(setintersection(var.policies.allow[*].service, var.policies.unrestricted)) == 0
    error_message = "A service is either in policies.unrestricted or has statements in policies.allow, not both."
  }

  validation {
    condition     = length(setintersection(concat(var.policies.allow[*].service, var.policies.unrestricted), var.services.without)) == 0
    error_message = "policies.allow and policies.unrestricted must not name a service that services.without leaves out."
  }

  validation {
    condition = alltrue([
      for allow in var.policies.allow : length(allow.actions) > 0 && length(allow.resources) > 0 && alltrue(concat(
        [for action in allow.actions : can(regex("^[a-z0-9-]+:[A-Za-z*?]+$", action))],
        [for resource in allow.resources : resource == "*" || startswith(resource, "arn:")],
      ))
    ])
    error_message = "Each of policies.allow needs actions such as \"s3:GetObject\" and resources that are ARNs or \"*\"."
  }
}
