# The alarms that AWS recommends, with its statistics and datapoints (MWAA user guide, monitoring-dashboard,
# "Recommended alarms"), and the same for additional workers. Namespaces and metrics are those of the pages
# accessing-metrics-cw-container-queue-db and access-metrics-cw.
locals {
  clusters = {
    additional-worker = { cluster = "AdditionalWorker", datapoints = 6, title = "additional workers" }
    base-worker       = { cluster = "BaseWorker", datapoints = 6, title = "base workers" }
    scheduler         = { cluster = "Scheduler", datapoints = 3, title = "schedulers" }
    webserver         = { cluster = "WebServer", datapoints = 3, title = "web servers" }
  }

  _utilizations = {
    cpu    = { metric = "CPUUtilization", threshold = var.thresholds.cpu_percent, title = "CPU" }
    memory = { metric = "MemoryUtilization", threshold = var.thresholds.memory_percent, title = "memory" }
  }

  _cluster_alarms = merge([
    for key, cluster in local.clusters : {
      for name, utilization in local._utilizations : "${key}-${name}" => {
        description = join(" ", [
          "The ${cluster.title} of ${var.environment_name} use more than",
          "${utilization.threshold} % of their ${utilization.title}.",
        ])
        namespace    = "AWS/MWAA"
        metric       = utilization.metric
        dimensions   = { Cluster = cluster.cluster, Environment = var.environment_name }
        statistic    = "Average"
        comparison   = "GreaterThanThreshold"
        threshold    = utilization.threshold
        datapoints   = cluster.datapoints
        missing_data = "notBreaching" # containers come and go; the heartbeat shows when all are gone
      }
    }
  ]...)

  _database_alarms = {
    database-cpu = {
      description = join(" ", [
        "The metadata database of ${var.environment_name} uses more than",
        "${var.thresholds.database_cpu_percent} % of its CPU.",
      ])
      namespace    = "AWS/MWAA"
      metric       = "CPUUtilization"
      dimensions   = { DatabaseRole = "WRITER", Environment = var.environment_name }
      statistic    = "Average"
      comparison   = "GreaterThanThreshold"
      threshold    = var.thresholds.database_cpu_percent
      datapoints   = 3
      missing_data = "notBreaching"
    }
    database-memory = {
      description = join(" ", [
        "The metadata database of ${var.environment_name} has less than",
        "${var.thresholds.database_free_memory_mib} MiB of memory left.",
      ])
      namespace    = "AWS/MWAA"
      metric       = "FreeableMemory"
      dimensions   = { DatabaseRole = "WRITER", Environment = var.environment_name }
      statistic    = "Average"
      comparison   = "LessThanThreshold"
      threshold    = var.thresholds.database_free_memory_mib * 1024 * 1024
      datapoints   = 3
      missing_data = "notBreaching"
    }
  }

  _airflow_alarms = {
    queue-age = {
      description = join(" ", [
        "A task of ${var.environment_name} has waited for a worker for more than",
        "${var.thresholds.queue_age_seconds} seconds.",
      ])
      namespace    = "AWS/MWAA"
      metric       = "ApproximateAgeOfOldestTask"
      dimensions   = { Environment = var.environment_name }
      statistic    = "Maximum"
      comparison   = "GreaterThanThreshold"
      threshold    = var.thresholds.queue_age_seconds
      datapoints   = 3
      missing_data = "notBreaching" # an empty queue has no oldest task
    }
    scheduler-heartbeat = {
      description = join(" ", [
        "The schedulers of ${var.environment_name} are silent: fewer than ${var.thresholds.heartbeats} heartbeats",
        "in five minutes, or none at all.",
      ])
      namespace    = "AmazonMWAA"
      metric       = "SchedulerHeartbeat"
      dimensions   = { Environment = var.environment_name, Function = "Scheduler" }
      statistic    = "Sum"
      comparison   = "LessThanThreshold"
      threshold    = var.thresholds.heartbeats
      datapoints   = 2
      missing_data = "breaching" # a missing scheduler sends nothing
    }
  }

  alarms      = merge(local._cluster_alarms, local._database_alarms, local._airflow_alarms)
  alarm_names = sort(concat(keys(local.alarms), ["worker-health"]))
}
