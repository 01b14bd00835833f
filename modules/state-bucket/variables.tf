variable "name" {
  description = "Name of the bucket: 3 to 63 lower-case letters, digits, dots and hyphens, unique among all accounts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.name)) && !strcontains(var.name, "..")
    error_message = <<-EOT
      name must be a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens that begins and ends with a
      letter or digit.
    EOT
  }
}

variable "accounts" {
  description = <<-EOT
    Accounts and the state files that they may access. Keys may hold `*` for any characters.
    - `account_id`: The account, 12 digits.
    - `role_arns`: Roles of that account that run Terraform; empty leaves it to the account's IAM policies.
    - `writes`: Keys of the state files that its root modules write; the locks (KEY.tflock) are included.
    - `reads`: Keys of the state files that its root modules read.
  EOT
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
        for arn in account.role_arns :
        can(regex("^arn:[a-z-]+:iam::${account.account_id}:role/[A-Za-z0-9+=,.@_/-]+$", arn))
      ]
    ]))
    error_message = "accounts[*].role_arns must be ARNs of roles of that account: arn:aws:iam::ACCOUNT:role/NAME."
  }

  validation {
    condition     = alltrue([for account in var.accounts : length(account.writes) > 0])
    error_message = <<-EOT
      accounts[*].writes must hold at least one key: an account without a state file of its own does not belong here.
    EOT
  }

  validation {
    condition = alltrue(flatten([
      for account in var.accounts : [
        for key in concat(account.writes, account.reads) :
        can(regex("^[A-Za-z0-9!_.'()*-][A-Za-z0-9!_.'()*/:-]*$", key)) && !endswith(key, "/*") && key != "*"
      ]
    ]))
    error_message = <<-EOT
      accounts[*].writes and accounts[*].reads must be keys of state files such as
      analytics/1-network/terraform.tfstate: without a leading slash, without variables, and not a whole folder.
    EOT
  }

  validation {
    condition = length(distinct([
      for account in var.accounts : jsonencode([account.account_id, sort(account.role_arns)])
    ])) == length(var.accounts)
    error_message = "accounts must contain each account, or each set of roles of an account, only once."
  }
}

variable "force_destroy" {
  description = <<-EOT
    Whether destroying the bucket deletes all state files in it, old versions included. If false, S3 does not delete a
    bucket that is not empty.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "noncurrent_versions" {
  description = <<-EOT
    Old versions of state files.
    - `keep`: Number of old versions that are never deleted, 1 to 100.
    - `days`: Days after which older versions are deleted.
  EOT
  type = object({
    keep = optional(number, 50)
    days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition = (
      var.noncurrent_versions.keep >= 1
      && var.noncurrent_versions.keep <= 100
      && floor(var.noncurrent_versions.keep) == var.noncurrent_versions.keep
    )
    error_message = "noncurrent_versions.keep must be a whole number from 1 to 100."
  }

  validation {
    condition = (
      var.noncurrent_versions.days >= 1 && floor(var.noncurrent_versions.days) == var.noncurrent_versions.days
    )
    error_message = "noncurrent_versions.days must be a whole number of at least 1."
  }
}

variable "tags" {
  description = "Tags of the bucket and its key."
  type        = map(string)
  default     = {}
  nullable    = false
}
