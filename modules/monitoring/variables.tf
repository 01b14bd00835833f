variable "alarm_topic" {
  description = <<-EOT
    The SNS topic that the alarms notify. `create`: make it, encrypted, open to the alarms of this account alone; `kms_key_arn`: with this
    key, whose policy admits CloudWatch, null = with a key made for it. `arn`: an existing topic of the same region instead, with `create = false`.
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
    error_message = "alarm_topic needs either create = true and no arn, or create = false and the arn of a topic."
  }

  validation {
    condition     = var.alarm_topic.arn == null ? true : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+([.]fifo)?$", var.alarm_topic.arn))
    error_message = "alarm_topic.arn must be the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME."
  }

  validation {
    condition     = var.alarm_topic.kms_key_arn == null ? true : var.alarm_topic.create && can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.alarm_topic.kms_key_arn))
    error_message = "alarm_topic.kms_key_arn must be the ARN of a KMS key, and is for a topic that is made here."
  }
}

variable "dashboard" {
  description = <<-EOT
    A CloudWatch dashboard, null = none. `name`: unique in the account, in all its regions. `environments`: what it shows, environments of
    this account and region by `name`, each with the `disabled_alarms` that it has.
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
  description = "Alarms that are not made, such as additional-worker-cpu."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition = length(setsubtract(var.disabled_alarms, concat(
      ["database-cpu", "database-memory", "queue-age", "scheduler-heartbeat", "worker-health"],
      [for pair in setproduct(["additional-worker", "base-worker", "scheduler", "webserver"], ["cpu", "memory"]) : join("-", pair)],
    ))) == 0
    error_message = "disabled_alarms may hold queue-age, scheduler-heartbeat, worker-health, and -cpu and -memory of additional-worker, base-worker, scheduler, webserver and database."
  }
}

variable "environment_name" {
  description = "Name of the environment, and prefix of the names of what is made."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][0-9a-zA-Z_-]{0,79}$", var.environment_name))
    error_message = "environment_name must be a letter, then up to 79 letters, digits, hyphens and underscores."
  }
}

variable "tags" {
  description = "Tags of everything that is made, except the dashboard, which takes none."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "thresholds" {
  description = <<-EOT
    Where the alarms begin; the defaults are those that AWS recommends. `cpu_percent`, `memory_percent`: of schedulers, web servers and workers.
    `queue_age_seconds`: a task waits longer. `heartbeats`: fewer of the schedulers in five minutes.
    `database_cpu_percent`; `database_free_memory_mib`: less memory is left.
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
      for percent in [var.thresholds.cpu_percent, var.thresholds.memory_percent, var.thresholds.database_cpu_percent] : percent > 0 && percent < 100
    ])
    error_message = "The percentages of thresholds must lie between 0 and 100: an alarm above 100 % never rings."
  }

  validation {
    condition     = alltrue([for threshold in [var.thresholds.database_free_memory_mib, var.thresholds.heartbeats, var.thresholds.queue_age_seconds] : threshold > 0])
    error_message = "database_free_memory_mib, heartbeats and queue_age_seconds of thresholds must be above 0."
  }
}
