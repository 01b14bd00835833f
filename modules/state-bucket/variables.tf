variable "name" {
  description = "Name of the bucket. 3 to 63 lower-case letters, digits, dots and hyphens; no other bucket in the world may have it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.name)) && !strcontains(var.name, "..")
    error_message = "name must be that of an S3 bucket: 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit."
  }
}

variable "accounts" {
  description = "Who may touch which states. account_id: 12 digits. role_arns: roles of that account that Terraform runs as; empty: whoever the account's IAM policies let. writes: keys of the states that the account's root modules keep, their locks (KEY.tflock) come with them. reads: keys of the states that they read. Keys may hold `*`, which stands for any characters."
  type = list(object({
    account_id = string
    role_arns  = optional(list(string), [])
    writes     = list(string)
    reads      = optional(list(string), [])
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for account in var.accounts : can(regex("^[0-9]{12}$", account.account_id))])
    error_message = "accounts[*].account_id must have 12 digits, in quotes."
  }

  validation {
    condition = alltrue(flatten([
      for account in var.accounts : [
        for arn in account.role_arns : can(regex("^arn:[a-z-]+:iam::${account.account_id}:role/[A-Za-z0-9+=,.@_/-]+$", arn))
      ]
    ]))
    error_message = "accounts[*].role_arns must be ARNs of roles of that account: arn:aws:iam::ACCOUNT:role/NAME."
  }

  validation {
    condition     = alltrue([for account in var.accounts : length(account.writes) > 0])
    error_message = "accounts[*].writes must name at least one key: an account without a state of its own needs nothing here."
  }

  validation {
    condition = alltrue(flatten([
      for account in var.accounts : [
        for key in concat(account.writes, account.reads) : can(regex("^[A-Za-z0-9!_.'()*-][A-Za-z0-9!_.'()*/:-]*$", key)) && !endswith(key, "/*") && key != "*"
      ]
    ]))
    error_message = "accounts[*].writes and accounts[*].reads must be keys of states such as analytics/1-network/terraform.tfstate: without a leading slash, without variables, and not everything in a folder."
  }

  validation {
    condition     = length(distinct([for account in var.accounts : jsonencode([account.account_id, sort(account.role_arns)])])) == length(var.accounts)
    error_message = "accounts must name each account, or each set of roles of an account, once."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes all states in it, old versions included. False, S3 keeps a bucket that is not empty."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key" {
  description = "The KMS key of the states. create: makes one that the accounts can use for this bucket alone. arn: one that is there, in the bucket's region, with a key policy that lets the accounts use it. Neither: S3 encrypts with keys of its own."
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
    condition     = var.kms_key.arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key.arn))
    error_message = "kms_key.arn must be the ARN of a key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias: Terraform's S3 backend takes no alias either."
  }
}

variable "noncurrent_versions" {
  description = "Old versions of a state. keep: so many are kept for ever, 1 to 100. days: those beyond are deleted when they are older than this."
  type = object({
    keep = optional(number, 50)
    days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.noncurrent_versions.keep >= 1 && var.noncurrent_versions.keep <= 100 && floor(var.noncurrent_versions.keep) == var.noncurrent_versions.keep
    error_message = "noncurrent_versions.keep must be a whole number from 1 to 100."
  }

  validation {
    condition     = var.noncurrent_versions.days >= 1 && floor(var.noncurrent_versions.days) == var.noncurrent_versions.days
    error_message = "noncurrent_versions.days must be a whole number of at least 1."
  }
}

variable "tags" {
  description = "Tags of the bucket and of its key."
  type        = map(string)
  default     = {}
  nullable    = false
}
