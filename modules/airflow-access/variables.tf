variable "cli" {
  description = <<-EOT
    IAM roles, users and groups, by ARN, that may run commands of the Airflow CLI. An empty list creates the policy
    without attaching it; null creates no policy.
  EOT
  type        = list(string)
  default     = null

  validation {
    condition = alltrue([
      for arn in var.cli == null ? [] : var.cli :
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user|group)/[A-Za-z0-9_+=,.@/-]+$", arn))
      && !can(regex(":role/aws-(reserved|service-role)/", arn))
    ])
    error_message = <<-EOT
      cli must hold ARNs of IAM roles, users or groups. Roles of IAM Identity Center and of AWS services cannot be
      changed: name the policy in the permission set instead.
    EOT
  }
}

variable "environment_name" {
  description = "Name of the environment, and prefix of the policies' names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][0-9a-zA-Z_-]{0,79}$", var.environment_name))
    error_message = <<-EOT
      environment_name must be the name of one environment: a letter, then up to 79 letters, digits, hyphens and
      underscores; no wildcard.
    EOT
  }
}

variable "rest_api" {
  description = <<-EOT
    IAM roles, users and groups, by ARN, that may call the Airflow REST API, by Airflow role: Admin, Op, User, Viewer or
    Public. An empty list creates the policy without attaching it.
  EOT
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for role in keys(var.rest_api) : contains(["Admin", "Op", "User", "Viewer", "Public"], role)
    ])
    error_message = "The keys of rest_api must be roles of Airflow: Admin, Op, User, Viewer or Public."
  }

  validation {
    condition = alltrue([
      for arn in flatten(values(var.rest_api)) :
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user|group)/[A-Za-z0-9_+=,.@/-]+$", arn))
      && !can(regex(":role/aws-(reserved|service-role)/", arn))
    ])
    error_message = <<-EOT
      rest_api must hold ARNs of IAM roles, users or groups. Roles of IAM Identity Center and of AWS services cannot be
      changed: name the policy in the permission set instead.
    EOT
  }
}

variable "roles" {
  description = <<-EOT
    IAM roles, users and groups, by ARN, that may open the Airflow UI, by Airflow role: Admin, Op, User, Viewer or
    Public. An empty list creates the policy without attaching it.
  EOT
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for role in keys(var.roles) : contains(["Admin", "Op", "User", "Viewer", "Public"], role)])
    error_message = "The keys of roles must be roles of Airflow: Admin, Op, User, Viewer or Public."
  }

  validation {
    condition = alltrue([
      for arn in flatten(values(var.roles)) :
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user|group)/[A-Za-z0-9_+=,.@/-]+$", arn))
      && !can(regex(":role/aws-(reserved|service-role)/", arn))
    ])
    error_message = <<-EOT
      roles must hold ARNs of IAM roles, users or groups. Roles of IAM Identity Center and of AWS services cannot be
      changed: name the policy in the permission set instead.
    EOT
  }
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
  nullable    = false
}
