variable "execution_role" {
  description = <<-EOT
    Role that Airflow runs as.
    - `arn`: An existing role, with `create = false`.
    - `create`: Create the role, with the permissions that MWAA documents and nothing more.
    - `permissions_boundary`: ARN of a policy that bounds the created role.
    - `policy_arns`: ARNs of further policies to attach to the created role, for what the DAGs do.
    - `verify`: Check at every plan that MWAA may assume the existing role; requires iam:GetRole.
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
    error_message = <<-EOT
      execution_role takes either create = true without arn, or create = false with the arn of an existing role.
    EOT
  }

  validation {
    condition     = !(var.execution_role.create && var.execution_role.verify)
    error_message = "execution_role.verify checks an existing role: it requires create = false."
  }

  validation {
    condition = var.execution_role.arn == null ? true : can(regex(
      "^arn:[^:]+:iam::[0-9]{12}:role/",
      var.execution_role.arn
    ))
    error_message = "execution_role.arn must be the ARN of an IAM role."
  }

  validation {
    condition = (
      var.execution_role.create
      || (var.execution_role.permissions_boundary == null && length(var.execution_role.policy_arns) == 0)
    )
    error_message = "execution_role.permissions_boundary and policy_arns apply only to a created role."
  }

  validation {
    condition = alltrue([
      for arn in concat(compact([var.execution_role.permissions_boundary]), var.execution_role.policy_arns) :
      can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/", arn))
    ])
    error_message = "execution_role.permissions_boundary and policy_arns must be ARNs of IAM policies."
  }
}

variable "kms_key" {
  description = <<-EOT
    Key that encrypts the environment and a created source bucket. With neither `create` nor `arn`, AWS owns the key. A
    change replaces the environment.
    - `arn`: An existing single-region key of the environment's region, whose policy admits CloudWatch Logs.
    - `create`: Create a customer managed key.
    - `verify`: Check at every plan that MWAA can use the existing key; requires kms:DescribeKey.
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
    error_message = "kms_key.verify checks an existing key: it requires arn."
  }

  validation {
    condition = (
      var.kms_key.arn == null
      ? true
      : can(regex("^arn:[^:]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key.arn))
      && !strcontains(var.kms_key.arn, ":key/mrk-")
    )
    error_message = <<-EOT
      kms_key.arn must be the ARN of a single-region key (arn:PARTITION:kms:REGION:ACCOUNT:key/ID): MWAA supports
      neither aliases nor multi-Region keys.
    EOT
  }
}

variable "security_group" {
  description = <<-EOT
    Security groups of the environment.
    - `create`: Create a group in `vpc_id` that admits itself and allows all outbound traffic.
    - `ids`: One to five existing groups, with `create = false`; the first one must admit itself.
    - `verify`: Check at every plan that the existing groups belong to the VPC and admit themselves; requires
      ec2:DescribeSecurityGroups.
  EOT
  type = object({
    create = optional(bool, true)
    ids    = optional(list(string), [])
    verify = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition = (
      var.security_group.create
      ? length(var.security_group.ids) == 0
      : length(var.security_group.ids) >= 1 && length(var.security_group.ids) <= 5
    )
    error_message = <<-EOT
      security_group takes either create = true without ids, or create = false with one to five IDs of existing groups.
    EOT
  }

  validation {
    condition     = !(var.security_group.create && var.security_group.verify)
    error_message = "security_group.verify checks existing groups: it requires create = false."
  }

  validation {
    condition     = alltrue([for id in var.security_group.ids : startswith(id, "sg-")])
    error_message = "security_group.ids must be IDs of security groups, such as \"sg-0123456789abcdef0\"."
  }

  validation {
    condition     = var.security_group.create ? var.vpc_id != null : true
    error_message = "vpc_id is required to create the security group."
  }
}
