variable "name" {
  description = "Name of the resource share that is made. 1 to 64 letters, digits, dots, hyphens and underscores. Null with a share that is there already."
  type        = string
  default     = null

  validation {
    condition     = var.name == null ? true : can(regex("^[A-Za-z0-9._-]{1,64}$", var.name))
    error_message = "name must have 1 to 64 letters, digits, dots, hyphens or underscores."
  }

  validation {
    condition     = var.resource_share.create ? var.name != null : var.name == null
    error_message = "name is that of the share that is made: give it with resource_share.create = true, and only then."
  }
}

variable "organization_sharing" {
  description = "Switch on AWS RAM's sharing within the organization before sharing. Only the organization's management account can, and once is enough for the whole organization. Destroying the module, or setting this back to false, switches it off for every share of the organization."
  type        = bool
  default     = false
  nullable    = false
}

variable "principals" {
  description = "Who may use the subnets: account IDs of 12 digits, ARNs of organizational units, ARNs of an organization; all of the owner's own organization. Literal values: they are keys of resources, so they must be known when planning. Empty only with a share that is there already, whose principals then stay as they are."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = !var.resource_share.create || length(var.principals) > 0
    error_message = "principals must name at least one account, organizational unit or organization."
  }

  validation {
    condition = alltrue([
      for principal in var.principals : can(regex(
        "^([0-9]{12}|arn:[a-z-]+:organizations::[0-9]{12}:(organization/o-[a-z0-9]{10,32}|ou/o-[a-z0-9]{10,32}/ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}))$",
        principal
      ))
    ])
    error_message = "principals must be account IDs of 12 digits, ARNs of organizational units (arn:aws:organizations::ACCOUNT:ou/o-ID/ou-ID) or ARNs of an organization (arn:aws:organizations::ACCOUNT:organization/o-ID)."
  }
}

variable "resource_share" {
  description = <<-EOT
    The resource share. `create`: make it, called `name`. `arn`: one of the same account that is there already instead, with `create = false`; subnets and principals are added to it, and nothing else of it is touched.
    Name no subnet and no principal that the given share has already: RAM would take them out with this module.
  EOT
  type = object({
    arn    = optional(string)
    create = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.resource_share.create ? var.resource_share.arn == null : var.resource_share.arn != null
    error_message = "resource_share takes either create = true without arn, or create = false with the arn of an existing share."
  }

  validation {
    condition     = var.resource_share.arn == null ? true : can(regex("^arn:[^:]+:ram:[a-z0-9-]+:[0-9]{12}:resource-share/[0-9a-f-]{36}$", var.resource_share.arn))
    error_message = "resource_share.arn must be the ARN of a resource share: arn:aws:ram:REGION:ACCOUNT:resource-share/ID."
  }
}

variable "subnet_arns" {
  description = "ARNs of the private subnets, in an order that never changes: another order takes subnets out of the share and puts them back. Their number must be known when planning, the ARNs need not be."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_arns) >= 2 && length(distinct(var.subnet_arns)) == length(var.subnet_arns)
    error_message = "subnet_arns must hold at least two different subnets: an Amazon MWAA environment stands in two."
  }

  validation {
    condition     = alltrue([for arn in var.subnet_arns : can(regex("^arn:[a-z-]+:ec2:[a-z0-9-]+:[0-9]{12}:subnet/subnet-[0-9a-f]+$", arn))])
    error_message = "subnet_arns must hold ARNs of subnets: arn:aws:ec2:REGION:ACCOUNT:subnet/subnet-ID."
  }
}

variable "tags" {
  description = "Tags of the resource share. Participants do not see them."
  type        = map(string)
  default     = {}
  nullable    = false
}
