mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "etl"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  vpc_id     = "vpc-0aaa1111"
}

run "all_five_groups_exist_before_the_environment_and_keep_logs_for_90_days" {
  command = plan

  variables {
    logging = { webserver = "OFF" }
  }

  assert {
    condition = toset([for group in values(aws_cloudwatch_log_group.airflow) : group.name]) == toset([
      "airflow-etl-DAGProcessing",
      "airflow-etl-Scheduler",
      "airflow-etl-Task",
      "airflow-etl-WebServer",
      "airflow-etl-Worker",
    ])
    error_message = "the groups must have MWAA's names, also where the log is off"
  }
  assert {
    condition = alltrue([
      for group in values(aws_cloudwatch_log_group.airflow) :
      group.retention_in_days == 90 && group.kms_key_id == null && group.tags.Name == group.name
    ])
    error_message = "without a key of the environment, the groups must have none, and keep logs for 90 days"
  }
}

run "the_groups_have_the_key_of_the_environment" {
  command = plan

  variables {
    kms_key    = { arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-3333-4444-555555555555" }
    log_groups = { retention_days = 365 }
  }

  assert {
    condition = alltrue([
      for group in values(aws_cloudwatch_log_group.airflow) :
      group.kms_key_id == var.kms_key.arn && group.retention_in_days == 365
    ])
    error_message = "the groups must have the environment's key and the retention of the input"
  }
}

run "a_created_key_encrypts_the_groups" {
  variables {
    kms_key = { create = true }
  }

  assert {
    condition = alltrue([
      for group in values(aws_cloudwatch_log_group.airflow) : group.kms_key_id == aws_kms_key.this[0].arn
    ])
    error_message = "the groups must have the created key"
  }
}

run "mwaa_creates_the_groups_where_the_module_does_not" {
  command = plan

  variables {
    log_groups = { create = false }
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.airflow) == 0
    error_message = "no group may be created"
  }
}
