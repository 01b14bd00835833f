# What environments do through each endpoint. Unless a statement notes otherwise, actions are those of the execution
# role (MWAA user guide, mwaa-create-role), by principals of the environments' accounts.
locals {
  statements = {
    "airflow.api" = [local.health_metrics, local.environment_management, local.environment_list]
    "airflow.env" = [local.health_metrics, local.cli_tokens, local.web_logins]
    "airflow.ops" = [local.health_metrics]
    "ecr.api"     = [local.registry_login, local.image_pulls]
    "ecr.dkr"     = [local.registry_login, local.image_pulls]
    kms           = local.customers_keys
    logs          = [local._log_groups, local._log_group_list]
    monitoring    = [local._metrics]
    s3            = concat([local.image_layers], local.source_buckets, [local.public_access_block])
    sqs           = [local._celery_queues]
  }

  by_account = { for environment in var.environments : environment.account_id => environment... }

  _log_groups = {
    Sid       = "LogGroupsOfTheEnvironments"
    Effect    = "Allow"
    Principal = "*"
    Action = [
      "logs:CreateLogStream",
      "logs:CreateLogGroup",
      "logs:PutLogEvents",
      "logs:GetLogEvents",
      "logs:GetLogRecord",
      "logs:GetLogGroupFields",
      "logs:GetQueryResults",
    ]
    Resource = [
      for environment in var.environments :
      "arn:${local.partition}:logs:${local.region}:${environment.account_id}:log-group:airflow-${environment.name}-*"
    ]
    Condition = local.by_the_accounts
  }

  # Does not support resources, nor do PutMetricData and GetAccountPublicAccessBlock.
  _log_group_list = {
    Sid       = "ListLogGroups"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["logs:DescribeLogGroups"]
    Resource  = ["*"]
    Condition = local.by_the_accounts
  }

  _metrics = {
    Sid       = "PublishMetrics"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["cloudwatch:PutMetricData"]
    Resource  = ["*"]
    Condition = local.by_the_accounts
  }

  # The queue of the Celery executor is in an account of AWS, and its ARN is unknown.
  _celery_queues = {
    Sid       = "CeleryQueues"
    Effect    = "Allow"
    Principal = "*"
    Action = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ]
    Resource  = ["arn:${local.partition}:sqs:${local.region}:*:airflow-celery-*"]
    Condition = local.by_the_accounts
  }
}
