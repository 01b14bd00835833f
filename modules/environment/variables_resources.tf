variable "execution_role" {
  description = <<-EOT
    The role that Airflow runs as. `create`: make it, with the permissions that MWAA documents and nothing more.
    `arn`: an existing role instead, with `create = false`; `verify`: look while planning whether MWAA may assume it, which takes iam:GetRole. For a created role: `permissions_boundary`, the ARN of a policy; `policy_arns`, ARNs of further policies to attach, for what the DAGs do.
  EOT
  type = object({
    arn                  = optional(string)
    create               = optional(bool, true)
    permissions_boundary = optional(string)
    policy_arns          = optional(list(string), [])
    verify               = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.execution_role.create ? var.execution_role.arn == null : var.execution_role.arn != null
    error_message = "execution_role takes either create = true without arn, or create = false with the arn of an existing role."
  }

  validation {
    condition     = !(var.execution_role.create && var.execution_role.verify)
    error_message = "execution_role.verify looks at an existing role: it goes with create = false."
  }

  validation {
    condition     = var.execution_role.arn == null ? true : can(regex("^arn:[^:]+:iam::[0-9]{12}:role/", var.execution_role.arn))
    error_message = "execution_role.arn must be the ARN of an IAM role."
  }

  validation {
    condition     = var.execution_role.create || (var.execution_role.permissions_boundary == null && length(var.execution_role.policy_arns) == 0)
    error_message = "execution_role.permissions_boundary and policy_arns belong to a created role: an existing one is used as it is."
  }

  validation {
    condition = alltrue([
      for arn in concat(compact([var.execution_role.permissions_boundary]), var.execution_role.policy_arns) : can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/", arn))
    ])
    error_message = "execution_role.permissions_boundary and policy_arns must be ARNs of IAM policies."
  }

  validation {
    condition     = !var.execution_role.create || length(var.name) <= 54
    error_message = "The created role is called NAME-execution, and IAM allows 64 characters: name must have at most 54, or execution_role.arn be given."
  }
}

variable "kms_key" {
  description = <<-EOT
    The key that encrypts the environment, and the source bucket where the module makes it. Neither `create` nor `arn` = the key that AWS owns.
    `create`: make a customer managed key. `arn`: an existing single-region key of the environment's region, whose policy admits CloudWatch Logs; `verify`: look while planning whether it is one, which takes kms:DescribeKey. A change replaces the environment.
  EOT
  type = object({
    arn    = optional(string)
    create = optional(bool, false)
    verify = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !(var.kms_key.create && var.kms_key.arn != null)
    error_message = "kms_key takes create = true or the arn of an existing key, not both."
  }

  validation {
    condition     = var.kms_key.verify ? var.kms_key.arn != null : true
    error_message = "kms_key.verify looks at an existing key: it goes with arn."
  }

  validation {
    condition     = var.kms_key.arn == null ? true : can(regex("^arn:[^:]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key.arn)) && !strcontains(var.kms_key.arn, ":key/mrk-")
    error_message = "kms_key.arn must be the ARN of a single-region key (arn:PARTITION:kms:REGION:ACCOUNT:key/ID): MWAA takes neither aliases nor multi-Region keys."
  }
}

variable "security_group" {
  description = <<-EOT
    The security groups of the environment. `create`: make one that admits itself and lets all traffic out, in `vpc_id`.
    `ids`: one to five existing groups instead, with `create = false`; the first must admit itself. `verify`: look while planning whether they are of the VPC and admit themselves, which takes ec2:DescribeSecurityGroups.
  EOT
  type = object({
    create = optional(bool, true)
    ids    = optional(list(string), [])
    verify = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.security_group.create ? length(var.security_group.ids) == 0 : length(var.security_group.ids) >= 1 && length(var.security_group.ids) <= 5
    error_message = "security_group takes either create = true without ids, or create = false with one to five ids of existing groups."
  }

  validation {
    condition     = !(var.security_group.create && var.security_group.verify)
    error_message = "security_group.verify looks at existing groups: it goes with create = false."
  }

  validation {
    condition     = alltrue([for id in var.security_group.ids : startswith(id, "sg-")])
    error_message = "security_group.ids must be ids of security groups, such as \"sg-0123456789abcdef0\"."
  }

  validation {
    condition     = var.security_group.create ? var.vpc_id != null : true
    error_message = "To create the security group, vpc_id must be given."
  }
}
