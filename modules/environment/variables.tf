variable "endpoint_management" {
  description = <<-EOT
    Who creates the VPC endpoints of the metadata database and the web server: "CUSTOMER" (the owner of the VPC;
    required in a shared VPC) or "SERVICE" (MWAA). A change replaces the environment.
  EOT
  type        = string
  default     = "CUSTOMER"
  nullable    = false

  validation {
    condition     = contains(["CUSTOMER", "SERVICE"], var.endpoint_management)
    error_message = "endpoint_management must be CUSTOMER or SERVICE."
  }
}

variable "name" {
  description = "Name of the environment, and prefix of the names of its resources. A change replaces the environment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][0-9a-zA-Z_-]{0,79}$", var.name))
    error_message = "name must begin with a letter and have at most 80 letters, digits, hyphens and underscores."
  }
}

variable "subnet_ids" {
  description = "The two private subnets of the environment, in two zones. A change replaces the environment."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) == 2 && length(distinct(var.subnet_ids)) == 2
    error_message = "subnet_ids must be exactly two different private subnets."
  }
}

variable "tags" {
  description = "Tags of all resources except the uploaded objects."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "timeouts" {
  description = <<-EOT
    How long Terraform waits for the environment, as durations such as "90m".
    - `create`: For its creation.
    - `delete`: For its deletion.
    - `update`: For an update; AWS's own CloudFormation handler waits as long as the default.
  EOT
  type = object({
    create = optional(string, "120m")
    delete = optional(string, "90m")
    update = optional(string, "480m")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for duration in values(var.timeouts) : can(regex("^([0-9]+[hms])+$", duration))])
    error_message = "Each of timeouts must be a duration of hours, minutes and seconds, such as \"2h\" or \"90m\"."
  }
}

variable "vpc_id" {
  description = "VPC of the subnets; required only if the module creates the security group."
  type        = string
  default     = null
}

variable "webserver_access_mode" {
  description = <<-EOT
    How the web server is reached: PRIVATE_ONLY (inside the VPC), PUBLIC_ONLY, or PUBLIC_AND_PRIVATE (Airflow 3.2.1 and
    later, and a late 6.x provider).
  EOT
  type        = string
  default     = "PRIVATE_ONLY"
  nullable    = false

  validation {
    condition     = contains(["PRIVATE_ONLY", "PUBLIC_ONLY", "PUBLIC_AND_PRIVATE"], var.webserver_access_mode)
    error_message = "webserver_access_mode must be PRIVATE_ONLY, PUBLIC_ONLY or PUBLIC_AND_PRIVATE."
  }
}

variable "weekly_maintenance_window_start" {
  description = <<-EOT
    Start of the weekly maintenance window in UTC, as DAY:HH:MM on a half hour, such as "SUN:03:00"; null lets MWAA
    choose.
  EOT
  type        = string
  default     = null

  validation {
    condition = var.weekly_maintenance_window_start == null ? true : can(regex(
      "^(MON|TUE|WED|THU|FRI|SAT|SUN):([01][0-9]|2[0-3]):(00|30)$",
      var.weekly_maintenance_window_start
    ))
    error_message = <<-EOT
      weekly_maintenance_window_start must be DAY:HH:MM on a half hour, such as "SUN:03:00" or "WED:22:30".
    EOT
  }
}

variable "worker_replacement_strategy" {
  description = <<-EOT
    How an update replaces workers: FORCED stops running tasks, GRACEFUL waits up to 12 hours for them (set
    timeouts.update accordingly); null leaves it to MWAA. Requires provider 6.11 or later, and a copy of
    provider-6.11/worker_replacement_strategy_override.tf in the folder of the module.
  EOT
  type        = string
  default     = null

  validation {
    condition = (
      var.worker_replacement_strategy == null
      ? true
      : contains(["FORCED", "GRACEFUL"], var.worker_replacement_strategy)
    )
    error_message = "worker_replacement_strategy must be FORCED or GRACEFUL."
  }
}
