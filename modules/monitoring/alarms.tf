resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for name, alarm in local.alarms : name => alarm if !contains(var.disabled_alarms, name) }

  alarm_name        = "${var.environment_name}-${each.key}"
  alarm_description = each.value.description

  namespace   = each.value.namespace
  metric_name = each.value.metric
  dimensions  = each.value.dimensions
  statistic   = each.value.statistic
  period      = 300

  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  evaluation_periods  = each.value.datapoints
  datapoints_to_alarm = each.value.datapoints
  treat_missing_data  = each.value.missing_data

  alarm_actions = [local.topic_arn]
  ok_actions    = [local.topic_arn]

  tags = merge(var.tags, { Name = "${var.environment_name}-${each.key}" })
}

# MWAA documents no metric of an environment's health. Unhealthy workers show in this: tasks wait, and none runs.
resource "aws_cloudwatch_metric_alarm" "worker_health" {
  count = contains(var.disabled_alarms, "worker-health") ? 0 : 1

  alarm_name        = "${var.environment_name}-worker-health"
  alarm_description = "Tasks of ${var.environment_name} are queued, and for fifteen minutes not one has been running."

  metric_query {
    id          = "stalled"
    label       = "Tasks wait, none runs"
    expression  = "IF(queued > 0 AND running == 0, 1, 0)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { queued = "QueuedTasks", running = "RunningTasks" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AmazonMWAA"
        metric_name = metric_query.value
        dimensions  = { Environment = var.environment_name, Function = "Executor" }
        stat        = "Maximum"
        period      = 300
      }
    }
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 3
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching" # no executor, no metrics: the scheduler's heartbeat shows that

  alarm_actions = [local.topic_arn]
  ok_actions    = [local.topic_arn]

  tags = merge(var.tags, { Name = "${var.environment_name}-worker-health" })
}
