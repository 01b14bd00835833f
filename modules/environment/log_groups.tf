locals {
  # All five, also of logs that are OFF: a log that is turned off keeps its group, and with it what it wrote.
  log_group_names = {
    for log, suffix in {
      dag_processing = "DAGProcessing"
      scheduler      = "Scheduler"
      task           = "Task"
      webserver      = "WebServer"
      worker         = "Worker"
    } : log => "airflow-${var.name}-${suffix}" if var.log_groups.create
  }
}

# MWAA uses a group that exists under the name (terraform-provider-aws #46161). One that it creates itself never
# expires, and outlives the environment together with the key that it was created with.
resource "aws_cloudwatch_log_group" "airflow" {
  for_each = local.log_group_names

  name              = each.value
  retention_in_days = var.log_groups.retention_days
  kms_key_id        = local.kms_key_arn

  tags = merge(var.tags, { Name = each.value })
}
