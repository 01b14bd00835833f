variable "airflow" {
  description = <<-EOT
    What Airflow runs. Paths are keys in the source bucket.
    - `configuration_options`: Airflow options such as `core.default_timezone`. They are stored in the state in clear
      text; secrets belong in Secrets Manager.
    - `dag_s3_path`: The folder of the DAGs.
    - `plugins`: The ZIP file of the plugins.
      - `follow`: Whether to read the current version at every plan; null means: if `object_version` is "latest". Set it
        to false if `object_version` is known only after apply, such as the `version_id` of an `aws_s3_object`.
      - `object_version`: null takes the version that is current at creation and ignores later ones; "latest" follows
        the current version; any other text is a version ID.
      - `path`: The key of the file.
      - `source`: A local file that the module uploads to `path`; each change of its content is a new version, and
        followed.
    - `requirements`: The file of Python requirements.
      - `follow`: As for `plugins`.
      - `object_version`: As for `plugins`.
      - `path`: The key of the file.
      - `source`: As for `plugins`.
    - `startup_script`: The script that runs before Airflow starts.
      - `follow`: As for `plugins`.
      - `object_version`: As for `plugins`.
      - `path`: The key of the file.
      - `source`: As for `plugins`.
    - `version`: X.Y.Z; null takes the latest version that MWAA offers at creation. A major upgrade replaces the
      environment.
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
      for key in keys(var.airflow.configuration_options) :
      length(key) <= 64 && can(regex("^[a-z]+([a-z0-9._]*[a-z0-9_]+)?$", key))
    ])
    error_message = <<-EOT
      Keys of airflow.configuration_options are section.option in lower case, at most 64 characters, such as
      "core.default_timezone".
    EOT
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
    error_message = <<-EOT
      Paths of airflow are keys in the source bucket: not empty, no leading "/", no "s3://", at most 1024 characters.
    EOT
  }

  validation {
    condition = alltrue([
      for file in [var.airflow.plugins, var.airflow.requirements, var.airflow.startup_script] :
      try(file.source, null) == null ? true : file.object_version == null && file.follow == null
    ])
    error_message = <<-EOT
      The module uploads and follows a file of airflow with source: leave its object_version and follow unset.
    EOT
  }

  validation {
    condition = alltrue([
      for file in [var.airflow.plugins, var.airflow.requirements, var.airflow.startup_script] :
      try(file.follow, null) == null
      ? true
      : file.follow ? coalesce(file.object_version, "latest") == "latest" : file.object_version != "latest"
    ])
    error_message = <<-EOT
      With follow = true, object_version of a file of airflow must be unset or "latest"; with follow = false it cannot
      be "latest".
    EOT
  }
}
