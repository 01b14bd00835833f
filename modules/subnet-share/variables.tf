variable "name" {
  description = <<-EOT
    Name of the created resource share: 1 to 64 letters, digits, dots, hyphens and underscores. Null with an existing
    share.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.name == null ? true : can(regex("^[A-Za-z0-9._-]{1,64}$", var.name))
    error_message = "name must have 1 to 64 letters, digits, dots, hyphens or underscores."
  }

  validation {
    condition     = var.resource_share.create ? var.name != null : var.name == null
    error_message = <<-EOT
      name is the created share's: it is required with resource_share.create = true, and must be null otherwise.
    EOT
  }
}

variable "organization_sharing" {
  description = <<-EOT
    Whether to enable AWS RAM's sharing within the organization first. Only the organization's management account can,
    and once is enough. Destroying the module, or setting this to false again, disables it for every share of the
    organization.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "principals" {
  description = <<-EOT
    Principals of the owner's own organization that may use the subnets. Each is an account ID of 12 digits, or the ARN
    of an organizational unit or of an organization. They are keys of resources, so they must be known at plan time.
    Empty only with an existing share, whose principals then stay as they are.
  EOT
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = !var.resource_share.create || length(var.principals) > 0
    error_message = "principals must contain at least one account, organizational unit or organization."
  }

  validation {
    condition = alltrue([
      for principal in var.principals : can(regex(
        join("", [
          "^([0-9]{12}|arn:[a-z-]+:organizations::[0-9]{12}:",
          "(organization/o-[a-z0-9]{10,32}|ou/o-[a-z0-9]{10,32}/ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}))$",
        ]),
        principal
      ))
    ])
    error_message = <<-EOT
      principals must be account IDs of 12 digits, ARNs of organizational units
      (arn:aws:organizations::ACCOUNT:ou/o-ID/ou-ID) or ARNs of an organization
      (arn:aws:organizations::ACCOUNT:organization/o-ID).
    EOT
  }
}

variable "resource_share" {
  description = <<-EOT
    Resource share of the subnets.
    - `arn`: An existing share of the same account, with `create = false`. Subnets and principals are added to it, and
      nothing else is changed. Do not name subnets or principals that it already has: destroying the module would remove
      them.
    - `create`: Create the share, named `name`.
  EOT
  type = object({
    arn    = optional(string)
    create = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.resource_share.create ? var.resource_share.arn == null : var.resource_share.arn != null
    error_message = <<-EOT
      resource_share takes either create = true without arn, or create = false with the arn of an existing share.
    EOT
  }

  validation {
    condition = var.resource_share.arn == null ? true : can(regex(
      "^arn:[^:]+:ram:[a-z0-9-]+:[0-9]{12}:resource-share/[0-9a-f-]{36}$",
      var.resource_share.arn
    ))
    error_message = <<-EOT
      resource_share.arn must be the ARN of a resource share: arn:aws:ram:REGION:ACCOUNT:resource-share/ID.
    EOT
  }
}

variable "subnet_arns" {
  description = <<-EOT
    ARNs of the private subnets, in a stable order: another order removes subnets from the share and adds them again.
    Their number must be known at plan time, the ARNs need not be.
  EOT
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_arns) >= 2 && length(distinct(var.subnet_arns)) == length(var.subnet_arns)
    error_message = "subnet_arns must hold at least two different subnets: an Amazon MWAA environment needs two."
  }

  validation {
    condition = alltrue([
      for arn in var.subnet_arns : can(regex("^arn:[a-z-]+:ec2:[a-z0-9-]+:[0-9]{12}:subnet/subnet-[0-9a-f]+$", arn))
    ])
    error_message = "subnet_arns must hold ARNs of subnets: arn:aws:ec2:REGION:ACCOUNT:subnet/subnet-ID."
  }
}

variable "tags" {
  description = "Tags of the resource share. Participants do not see them."
  type        = map(string)
  default     = {}
  nullable    = false
}
