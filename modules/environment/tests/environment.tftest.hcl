mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "etl"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  vpc_id     = "vpc-0aaa1111"
}

run "the_defaults_are_a_private_environment_whose_endpoints_the_owner_makes" {
  assert {
    condition     = aws_mwaa_environment.this.endpoint_management == "CUSTOMER"
    error_message = "endpoint management must default to CUSTOMER"
  }
  assert {
    condition     = aws_mwaa_environment.this.webserver_access_mode == "PRIVATE_ONLY"
    error_message = "the web server must default to private"
  }
  assert {
    condition     = aws_mwaa_environment.this.dag_s3_path == "dags"
    error_message = "the DAG folder must default to dags"
  }
  assert {
    condition     = aws_mwaa_environment.this.network_configuration[0].subnet_ids == toset(["subnet-0a", "subnet-0b"])
    error_message = "the environment must stand in the given subnets"
  }
  assert {
    condition     = aws_mwaa_environment.this.kms_key == null && output.kms_key_arn == null
    error_message = "without a choice AWS must own the key"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.timeouts.create == "120m"
      && aws_mwaa_environment.this.timeouts.update == "480m"
      && aws_mwaa_environment.this.timeouts.delete == "90m"
    )
    error_message = "the time limits must be 120, 480 and 90 minutes"
  }
}

run "everything_that_is_optional_and_unset_is_left_to_mwaa" {
  command = plan

  assert {
    condition = alltrue([
      for argument in [
        var.airflow.version,
        var.capacity.environment_class,
        var.capacity.min_workers,
        var.capacity.max_workers,
        var.capacity.schedulers,
        var.capacity.min_webservers,
        var.capacity.max_webservers,
        var.weekly_maintenance_window_start,
        aws_mwaa_environment.this.plugins_s3_path,
        aws_mwaa_environment.this.requirements_s3_path,
        aws_mwaa_environment.this.startup_script_s3_path,
      ] : argument == null
    ])
    error_message = "an unset argument must reach MWAA as null"
  }
  assert {
    condition     = length(aws_s3_object.uploaded) == 0 && length(data.aws_s3_object.followed) == 0
    error_message = "without files nothing may be uploaded or read"
  }
}

run "each_log_is_on_at_info_unless_said_otherwise" {
  command = plan

  variables {
    logging = { task = "DEBUG", worker = "OFF" }
  }

  assert {
    condition = (
      aws_mwaa_environment.this.logging_configuration[0].task_logs[0].log_level == "DEBUG"
      && aws_mwaa_environment.this.logging_configuration[0].task_logs[0].enabled
    )
    error_message = "the task log must be on at DEBUG"
  }
  assert {
    condition     = !aws_mwaa_environment.this.logging_configuration[0].worker_logs[0].enabled
    error_message = "OFF must switch the worker log off"
  }
  assert {
    condition     = aws_mwaa_environment.this.logging_configuration[0].worker_logs[0].log_level == "INFO"
    error_message = "a log that is off must still carry a level: the API requires one"
  }
  assert {
    condition = alltrue([
      for log in [
        aws_mwaa_environment.this.logging_configuration[0].dag_processing_logs[0],
        aws_mwaa_environment.this.logging_configuration[0].scheduler_logs[0],
        aws_mwaa_environment.this.logging_configuration[0].webserver_logs[0],
      ] : log.enabled && log.log_level == "INFO"
    ])
    error_message = "the logs that nothing was said about must be on at INFO"
  }
}

run "every_argument_reaches_the_environment" {
  variables {
    airflow = {
      configuration_options = { "core.default_timezone" = "utc" }
      dag_s3_path           = "airflow/dags"
      version               = "2.10.3"
    }
    capacity = {
      environment_class = "mw1.medium"
      max_webservers    = 4
      max_workers       = 12
      min_webservers    = 3
      min_workers       = 2
      schedulers        = 5
    }
    endpoint_management             = "SERVICE"
    tags                            = { CostCenter = "1234", Name = "overridden" }
    timeouts                        = { create = "3h", update = "2h", delete = "1h30m" }
    webserver_access_mode           = "PUBLIC_ONLY"
    weekly_maintenance_window_start = "SUN:03:30"
  }

  assert {
    condition = (
      aws_mwaa_environment.this.airflow_version == "2.10.3" &&
      aws_mwaa_environment.this.dag_s3_path == "airflow/dags" &&
      nonsensitive(aws_mwaa_environment.this.airflow_configuration_options)["core.default_timezone"] == "utc"
    )
    error_message = "airflow must reach the environment"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.environment_class == "mw1.medium" &&
      aws_mwaa_environment.this.min_workers == 2 &&
      aws_mwaa_environment.this.max_workers == 12 &&
      aws_mwaa_environment.this.schedulers == 5 &&
      aws_mwaa_environment.this.min_webservers == 3 &&
      aws_mwaa_environment.this.max_webservers == 4
    )
    error_message = "capacity must reach the environment"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.endpoint_management == "SERVICE" &&
      aws_mwaa_environment.this.webserver_access_mode == "PUBLIC_ONLY" &&
      aws_mwaa_environment.this.weekly_maintenance_window_start == "SUN:03:30" &&
      aws_mwaa_environment.this.timeouts.create == "3h" &&
      aws_mwaa_environment.this.timeouts.update == "2h" &&
      aws_mwaa_environment.this.timeouts.delete == "1h30m"
    )
    error_message = "management, access, window and time limits must reach the environment"
  }
  assert {
    condition     = aws_mwaa_environment.this.tags == tomap({ CostCenter = "1234", Name = "etl" })
    error_message = "tags must be the given ones and the Name of the environment"
  }
}

run "the_outputs_are_what_the_owner_needs_for_the_endpoints" {
  variables {
    subnet_ids = ["subnet-0b", "subnet-0a"]
  }

  assert {
    condition     = output.database_vpc_endpoint_service == "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
    error_message = "the service name of the database must be handed on"
  }
  assert {
    condition     = output.security_group_reference == "111111111111/sg-0created"
    error_message = "the security group must be handed on as account/sg-id"
  }
  assert {
    condition     = output.subnet_ids == tolist(["subnet-0b", "subnet-0a"])
    error_message = "the subnets must be handed on in the order in which they were given"
  }
  assert {
    condition     = output.status == "PENDING" && output.name == "etl"
    error_message = "name and status must be handed on"
  }
}

run "log_groups_are_handed_on_by_log_and_only_where_on" {
  variables {
    logging = { worker = "OFF", webserver = "OFF" }
  }

  assert {
    condition     = toset(keys(output.log_group_arns)) == toset(["dag_processing", "scheduler", "task"])
    error_message = "exactly the logs that are on have a log group"
  }
}

run "a_strategy_for_replacing_workers_is_refused_without_the_file_for_provider_6_11" {
  command = plan

  variables {
    worker_replacement_strategy = "GRACEFUL"
  }

  expect_failures = [aws_mwaa_environment.this]
}
