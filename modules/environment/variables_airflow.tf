variable "airflow" {
  description = <<-EOT
    What Airflow runs. Paths are keys in the source bucket.
    `version`: X.Y.Z; null = the latest that MWAA offers when the environment is created. A major upgrade replaces the environment.
    `configuration_options`: options such as `core.default_timezone`. Secrets belong in Secrets Manager.
    `dag_s3_path`: the folder of the DAGs.
    `requirements`, `plugins`, `startup_script`: a file each, at the key `path`, in one of these versions.
    `object_version`: null = what is there when the environment is created, later changes are not followed;
    "latest" = the current version is read at every plan and followed; any other text = that version id.
    `follow`: null = where `object_version` is "latest". Set false where `object_version` is known only after apply, as the `version_id` of an `aws_s3_object` of yours is.
    `source`: a local file that the module uploads to `path`; each change of its content is a new version, and followed.
  EOT
  type = object({
    configuration_options = optional(map(string), {})
    dag_s3_path           = optional(string, "dags")
    plugins = optional(object({
      follow         = optional(bool)
      object_version = optional(string)
      path           = string
      source         = optional(string)
    }))
    requirements = optional(object({
      follow         = optional(bool)
      object_version = optional(string)
      path           = string
      source         = optional(string)
    }))
    startup_script = optional(object({
      follow         = optional(bool)
      object_version = optional(string)
      path           = string
      source         = optional(string)
    }))
    version = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.airflow.version == null ? true : can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", var.airflow.version))
    error_message = "airflow.version must be a full version such as \"2.10.3\", or null for the latest."
  }

  validation {
    condition = alltrue([
      for key in keys(var.airflow.configuration_options) : length(key) <= 64 && can(regex("^[a-z]+([a-z0-9._]*[a-z0-9_]+)?$", key))
    ])
    error_message = "Keys of airflow.configuration_options are section.option in lower case, at most 64 characters, such as \"core.default_timezone\"."
  }

  validation {
    condition = alltrue([
      for path in [
        var.airflow.dag_s3_path,
        try(var.airflow.plugins.path, "absent"),
        try(var.airflow.requirements.path, "absent"),
        try(var.airflow.startup_script.path, "absent"),
      ] : path != "" && length(path) <= 1024 && !startswith(path, "/") && !strcontains(path, "://")
    ])
    error_message = "Paths of airflow are keys in the source bucket: not empty, no leading \"/\", no \"s3://\", at most 1024 characters."
  }

  validation {
    condition = alltrue([
      for file in [var.airflow.plugins, var.airflow.requirements, var.airflow.startup_script] :
      try(file.source, null) == null ? true : file.object_version == null && file.follow == null
    ])
    error_message = "A file of airflow with source is uploaded and followed by the module: leave its object_version and follow unset."
  }

  validation {
    condition = alltrue([
      for file in [var.airflow.plugins, var.airflow.requirements, var.airflow.startup_script] :
      try(file.follow, null) == null ? true : file.follow ? coalesce(file.object_version, "latest") == "latest" : file.object_version != "latest"
    ])
    error_message = "A file of airflow with follow = true takes no version id as object_version (unset or \"latest\"); with follow = false object_version cannot be \"latest\"."
  }
}

variable "capacity" {
  description = <<-EOT
    The size of the environment; null = the default of MWAA. `environment_class`: mw1.micro, mw1.small, mw1.medium, mw1.large, mw1.xlarge or mw1.2xlarge.
    `min_workers`, `max_workers`: at least 1. `schedulers`, `min_webservers`, `max_webservers`: 2 to 5 (mw1.micro: 1).
  EOT
  type = object({
    environment_class = optional(string)
    max_webservers    = optional(number)
    max_workers       = optional(number)
    min_webservers    = optional(number)
    min_workers       = optional(number)
    schedulers        = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.capacity.environment_class == null ? true : can(regex("^mw1\\.(micro|small|medium|large|xlarge|2xlarge)$", var.capacity.environment_class))
    error_message = "capacity.environment_class must be mw1.micro, mw1.small, mw1.medium, mw1.large, mw1.xlarge or mw1.2xlarge."
  }

  validation {
    condition = alltrue([
      for count in [var.capacity.schedulers, var.capacity.min_webservers, var.capacity.max_webservers] :
      count == null ? true : var.capacity.environment_class == "mw1.micro" ? count == 1 : contains([2, 3, 4, 5], count)
    ])
    error_message = "capacity.schedulers, min_webservers and max_webservers must be 2 to 5, and 1 with mw1.micro."
  }

  validation {
    condition = alltrue([
      for count in [var.capacity.min_workers, var.capacity.max_workers] : count == null ? true : count >= 1 && floor(count) == count
    ])
    error_message = "capacity.min_workers and max_workers must be whole numbers of at least 1."
  }

  validation {
    condition = alltrue([
      for range in [
        [var.capacity.min_workers, var.capacity.max_workers],
        [var.capacity.min_webservers, var.capacity.max_webservers],
      ] : range[0] == null || range[1] == null ? true : range[0] <= range[1]
    ])
    error_message = "capacity.min_workers must not exceed max_workers, nor min_webservers max_webservers."
  }
}

variable "logging" {
  description = "The lowest level of each log that goes to CloudWatch Logs: OFF, CRITICAL, ERROR, WARNING, INFO or DEBUG."
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
    condition     = alltrue([for level in values(var.logging) : contains(["OFF", "CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"], level)])
    error_message = "Each of logging must be OFF, CRITICAL, ERROR, WARNING, INFO or DEBUG."
  }
}
