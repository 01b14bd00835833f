locals {
  takes_worker_replacement_strategy = false # true with the file in provider-6.11

  logs = {
    for log, level in var.logging : log => {
      enabled = level != "OFF"
      level   = level == "OFF" ? "INFO" : level # the API requires a level even for a log that is off
    }
  }
}

# Returns at AVAILABLE or, with CUSTOMER management, at PENDING: MWAA then waits up to 72 hours for the endpoints.
resource "aws_mwaa_environment" "this" {
  #checkov:skip=CKV2_AWS_66:Private unless webserver_access_mode makes it public, which is visible in the call:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html
  name = var.name

  airflow_version               = var.airflow.version
  airflow_configuration_options = var.airflow.configuration_options

  environment_class = var.capacity.environment_class
  min_workers       = var.capacity.min_workers
  max_workers       = var.capacity.max_workers
  schedulers        = var.capacity.schedulers
  min_webservers    = var.capacity.min_webservers
  max_webservers    = var.capacity.max_webservers

  source_bucket_arn                = local.source_bucket_arn
  dag_s3_path                      = var.airflow.dag_s3_path
  plugins_s3_path                  = try(var.airflow.plugins.path, null)
  plugins_s3_object_version        = lookup(local.object_versions, "plugins", null)
  requirements_s3_path             = try(var.airflow.requirements.path, null)
  requirements_s3_object_version   = lookup(local.object_versions, "requirements", null)
  startup_script_s3_path           = try(var.airflow.startup_script.path, null)
  startup_script_s3_object_version = lookup(local.object_versions, "startup_script", null)

  execution_role_arn = local.execution_role_arn
  kms_key            = local.kms_key_arn

  endpoint_management             = var.endpoint_management
  webserver_access_mode           = var.webserver_access_mode
  weekly_maintenance_window_start = var.weekly_maintenance_window_start

  network_configuration {
    security_group_ids = local.security_group_ids
    subnet_ids         = var.subnet_ids
  }

  logging_configuration {
    dag_processing_logs {
      enabled   = local.logs.dag_processing.enabled
      log_level = local.logs.dag_processing.level
    }

    scheduler_logs {
      enabled   = local.logs.scheduler.enabled
      log_level = local.logs.scheduler.level
    }

    task_logs {
      enabled   = local.logs.task.enabled
      log_level = local.logs.task.level
    }

    webserver_logs {
      enabled   = local.logs.webserver.enabled
      log_level = local.logs.webserver.level
    }

    worker_logs {
      enabled   = local.logs.worker.enabled
      log_level = local.logs.worker.level
    }
  }

  timeouts {
    create = var.timeouts.create
    delete = var.timeouts.delete
    update = var.timeouts.update
  }

  tags = merge(var.tags, { Name = var.name })

  # MWAA validates all of these while it creates the environment, and uses them until it is deleted.
  depends_on = [
    aws_cloudwatch_log_group.airflow,
    aws_iam_role_policy.execution,
    aws_iam_role_policy_attachment.execution,
    aws_s3_bucket_policy.source,
    aws_s3_bucket_public_access_block.source,
    aws_s3_bucket_server_side_encryption_configuration.source,
    aws_s3_bucket_versioning.source,
    aws_vpc_security_group_egress_rule.all,
    aws_vpc_security_group_ingress_rule.self,
  ]

  lifecycle {
    precondition {
      condition     = length(local.unversioned) == 0
      error_message = <<-EOT
        MWAA needs a versioned source bucket, and ${local.source_bucket_name} has no version of
        ${join(", ", local.unversioned)}.
      EOT
    }

    precondition {
      condition     = var.worker_replacement_strategy == null || local.takes_worker_replacement_strategy
      error_message = <<-EOT
        worker_replacement_strategy needs version 6.11 of the AWS provider or later, and a copy of
        provider-6.11/worker_replacement_strategy_override.tf in the folder of the module.
      EOT
    }
  }
}
