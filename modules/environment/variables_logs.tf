variable "log_groups" {
  description = <<-EOT
    CloudWatch log groups of the environment, encrypted with its key. Groups that already exist must be imported.
    - `create`: Create all five groups before the environment. With false MWAA creates those of its logs, which never
      expire and outlive the environment.
    - `retention_days`: Days to keep the logs; 0 keeps them forever.
  EOT
  type = object({
    create         = optional(bool, true)
    retention_days = optional(number, 90)
  })
  default  = {}
  nullable = false

  validation {
    condition = contains(
      [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_groups.retention_days
    )
    error_message = <<-EOT
      log_groups.retention_days must be a retention period of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150,
      180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653; 0 keeps the logs forever.
    EOT
  }
}

variable "logging" {
  description = <<-EOT
    Lowest level that each log sends to CloudWatch Logs: OFF, CRITICAL, ERROR, WARNING, INFO or DEBUG.
    - `dag_processing`: Log of the DAG processor.
    - `scheduler`: Log of the schedulers.
    - `task`: Logs of the tasks.
    - `webserver`: Log of the web servers.
    - `worker`: Log of the workers.
  EOT
  type = object({
    dag_processing = optional(string, "INFO")
    scheduler      = optional(string, "INFO")
    task           = optional(string, "INFO")
    webserver      = optional(string, "INFO")
    worker         = optional(string, "INFO")
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for level in values(var.logging) : contains(["OFF", "CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"], level)
    ])
    error_message = "Each of logging must be OFF, CRITICAL, ERROR, WARNING, INFO or DEBUG."
  }
}
