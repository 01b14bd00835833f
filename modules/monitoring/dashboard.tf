locals {
  _dashboard_environments = var.dashboard == null ? [] : var.dashboard.environments

  # What each environment shows, from left to right and from top to bottom.
  _widgets = {
    for environment in local._dashboard_environments : environment.name => [
      {
        title = "CPU of the containers"
        stat  = "Average"
        metrics = [
          for cluster in local.clusters :
          ["AWS/MWAA", "CPUUtilization", "Cluster", cluster.cluster, "Environment", environment.name]
        ]
      },
      {
        title = "Memory of the containers"
        stat  = "Average"
        metrics = [
          for cluster in local.clusters :
          ["AWS/MWAA", "MemoryUtilization", "Cluster", cluster.cluster, "Environment", environment.name]
        ]
      },
      {
        title   = "Age of the oldest queued task"
        stat    = "Maximum"
        metrics = [["AWS/MWAA", "ApproximateAgeOfOldestTask", "Environment", environment.name]]
      },
      {
        title = "Tasks"
        stat  = "Maximum"
        metrics = [
          for metric in ["QueuedTasks", "RunningTasks"] :
          ["AmazonMWAA", metric, "Environment", environment.name, "Function", "Executor"]
        ]
      },
      {
        title   = "Heartbeats of the schedulers"
        stat    = "Sum"
        metrics = [["AmazonMWAA", "SchedulerHeartbeat", "Environment", environment.name, "Function", "Scheduler"]]
      },
      {
        title   = "Seconds to parse all DAGs"
        stat    = "Average"
        metrics = [["AmazonMWAA", "TotalParseTime", "Environment", environment.name, "Function", "DAG Processing"]]
      },
      {
        title   = "CPU of the database"
        stat    = "Average"
        metrics = [["AWS/MWAA", "CPUUtilization", "DatabaseRole", "WRITER", "Environment", environment.name]]
      },
      {
        title   = "Free memory of the database"
        stat    = "Average"
        metrics = [["AWS/MWAA", "FreeableMemory", "DatabaseRole", "WRITER", "Environment", environment.name]]
      },
    ]
  }
  _widget_height = 6
  _header_height = 4
  _block_height  = local._header_height + 2 * local._widget_height

  headers = [
    for number, environment in local._dashboard_environments : {
      type   = "alarm"
      x      = 0
      y      = number * local._block_height
      width  = 24
      height = local._header_height
      properties = {
        title = environment.name
        alarms = [
          for name in local.alarm_names : "${local.alarm_arn_prefix}${environment.name}-${name}"
          if !contains(environment.disabled_alarms, name)
        ]
      }
    }
  ]

  graphs = flatten([
    for number, environment in local._dashboard_environments : [
      for place, widget in local._widgets[environment.name] : {
        type   = "metric"
        x      = place % 4 * 6
        y      = number * local._block_height + local._header_height + floor(place / 4) * local._widget_height
        width  = 6
        height = local._widget_height
        properties = {
          title   = widget.title
          region  = local.region
          view    = "timeSeries"
          stat    = widget.stat
          period  = 300
          metrics = widget.metrics
          yAxis   = { left = { min = 0 } }
        }
      }
    ]
  ])
}

# Dashboards have neither a region nor tags: the name must be unique in the account.
resource "aws_cloudwatch_dashboard" "this" {
  count = var.dashboard == null ? 0 : 1

  dashboard_name = var.dashboard.name
  dashboard_body = jsonencode({ widgets = concat(local.headers, local.graphs) })
}
