# What environments do through each endpoint. Actions are those of the execution role (MWAA user guide, mwaa-create-role), by principals
# of the environments' accounts; where it is otherwise the statement says so.
locals {
  _statements = {
    "airflow.api" = [local._health_metrics, local._environment_management, local._environment_list]
    "airflow.env" = [local._health_metrics, local._cli_tokens, local._web_logins]
    "airflow.ops" = [local._health_metrics]
    "ecr.api"     = [local._registry_login, local._image_pulls]
    "ecr.dkr"     = [local._registry_login, local._image_pulls]
    kms           = concat(local._customers_keys, local._aws_keys)
    logs          = [local._log_groups, local._log_group_list]
    monitoring    = [local._metrics]
    s3            = concat([local._image_layers], local._source_buckets, [local._public_access_block])
    sqs           = [local._celery_queues]
  }

  _by_account = { for environment in var.environments : environment.account_id => environment... }

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
      "arn:${local._partition}:logs:${local._region}:${environment.account_id}:log-group:airflow-${environment.name}-*"
    ]
    Condition = local._by_the_accounts
  }

  # Knows no resources, as PutMetricData and GetAccountPublicAccessBlock below.
  _log_group_list = {
    Sid       = "ListLogGroups"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["logs:DescribeLogGroups"]
    Resource  = ["*"]
    Condition = local._by_the_accounts
  }

  _metrics = {
    Sid       = "PublishMetrics"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["cloudwatch:PutMetricData"]
    Resource  = ["*"]
    Condition = local._by_the_accounts
  }

  # The queue of the Celery executor is in an account of AWS, and Terraform is not told its ARN.
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
    Resource  = ["arn:${local._partition}:sqs:${local._region}:*:airflow-celery-*"]
    Condition = local._by_the_accounts
  }
}
