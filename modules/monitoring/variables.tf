variable "alarm_topic" {
  description = <<-EOT
    SNS topic that the alarms notify.
    - `arn`: An existing topic of the same region, with `create = false`.
    - `create`: Create an encrypted topic to which alarms of this account can publish, but no other service or account.
    - `kms_key_arn`: Key of the created topic, whose policy admits CloudWatch for this account; null creates a key.
  EOT
  type = object({
    arn         = optional(string)
    create      = optional(bool, true)
    kms_key_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarm_topic.create == (var.alarm_topic.arn == null)
    error_message = <<-EOT
      alarm_topic takes either create = true without arn, or create = false with the arn of an existing topic.
    EOT
  }

  validation {
    condition = var.alarm_topic.arn == null ? true : can(regex(
      "^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+([.]fifo)?$",
      var.alarm_topic.arn
    ))
    error_message = "alarm_topic.arn must be the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME."
  }

  validation {
    condition = (
      var.alarm_topic.kms_key_arn == null
      ? true
      : var.alarm_topic.create
      && can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.alarm_topic.kms_key_arn))
    )
    error_message = "alarm_topic.kms_key_arn must be the ARN of a KMS key, and applies only to a created topic."
  }
}

variable "dashboard" {
  description = <<-EOT
    CloudWatch dashboard; null creates none.
    - `environments`: Environments of this account and region to show.
      - `disabled_alarms`: Alarms that the environment does not have.
      - `name`: Name of the environment.
    - `name`: Name of the dashboard, unique in the account across all regions.
  EOT
  type = object({
    name = string
    environments = list(object({
      name            = string
      disabled_alarms = optional(set(string), [])
    }))
  })
  default = null

  validation {
    condition     = var.dashboard == null ? true : can(regex("^[A-Za-z0-9_-]{1,255}$", var.dashboard.name))
    error_message = "dashboard.name must have 1 to 255 letters, digits, hyphens and underscores."
  }

  validation {
    condition     = var.dashboard == null ? true : length(var.dashboard.environments) > 0
    error_message = "dashboard.environments must name at least one environment."
  }
}

variable "disabled_alarms" {
  description = "Alarms to leave out, such as additional-worker-cpu."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition = length(setsubtract(var.disabled_alarms, concat(
      ["database-cpu", "database-memory", "queue-age", "scheduler-heartbeat", "worker-health"],
      [
        for pair in setproduct(["additional-worker", "base-worker", "scheduler", "webserver"], ["cpu", "memory"]) :
        join("-", pair)
      ],
    ))) == 0
    error_message = <<-EOT
      disabled_alarms may hold queue-age, scheduler-heartbeat, worker-health, and -cpu and -memory of additional-worker,
      base-worker, scheduler, webserver and database.
    EOT
  }
}

variable "environment_name" {
  description = "Name of the environment, and prefix of the resources' names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][0-9a-zA-Z_-]{0,79}$", var.environment_name))
    error_message = "environment_name must be a letter, then up to 79 letters, digits, hyphens and underscores."
  }
}

variable "tags" {
  description = "Tags of all resources except the dashboard, which takes none."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "thresholds" {
  description = <<-EOT
    Thresholds of the alarms; the defaults are those that AWS recommends.
    - `cpu_percent`: CPU of schedulers, web servers and workers above this percentage.
    - `database_cpu_percent`: CPU of the metadata database above this percentage.
    - `database_free_memory_mib`: Free memory of the metadata database below this many MiB.
    - `heartbeats`: Fewer heartbeats of the schedulers than this in five minutes.
    - `memory_percent`: Memory of schedulers, web servers and workers above this percentage.
    - `queue_age_seconds`: A task that waits for a worker longer than this.
  EOT
  type = object({
    cpu_percent              = optional(number, 95)
    database_cpu_percent     = optional(number, 95)
    database_free_memory_mib = optional(number, 512)
    heartbeats               = optional(number, 1)
    memory_percent           = optional(number, 95)
    queue_age_seconds        = optional(number, 1800)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for percent in [var.thresholds.cpu_percent, var.thresholds.memory_percent, var.thresholds.database_cpu_percent] :
      percent > 0 && percent < 100
    ])
    error_message = "The percentages of thresholds must be between 0 and 100: an alarm above 100 % never fires."
  }

  validation {
    condition = alltrue([
      for threshold in [
        var.thresholds.database_free_memory_mib,
        var.thresholds.heartbeats,
        var.thresholds.queue_age_seconds,
      ] :
      threshold > 0
    ])
    error_message = "database_free_memory_mib, heartbeats and queue_age_seconds of thresholds must be above 0."
  }
}
