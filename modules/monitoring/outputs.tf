output "alarm_arns" {
  description = "ARNs of the alarms by name without the prefix, such as scheduler-cpu."
  value = merge(
    { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.arn },
    { for alarm in aws_cloudwatch_metric_alarm.worker_health : "worker-health" => alarm.arn },
  )
}

output "alarm_topic_arn" {
  description = "ARN of the topic that the alarms notify, created or existing."
  value       = local.topic_arn
}

output "dashboard_name" {
  description = "Name of the dashboard; null without one."
  value       = var.dashboard == null ? null : aws_cloudwatch_dashboard.this[0].dashboard_name
}
