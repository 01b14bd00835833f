module "monitoring_smallest" {
  source = "./modules/monitoring"

  environment_name = "etl"
}

module "monitoring_dashboard" {
  source = "./modules/monitoring"

  environment_name = "etl"
  alarm_topic      = { create = false, arn = "arn:aws:sns:us-east-1:111111111111:operators" }
  dashboard = {
    name         = "airflow"
    environments = [{ name = "etl", disabled_alarms = ["worker-health", "queue-age"] }, { name = "reports" }]
  }
  disabled_alarms = [
    "additional-worker-cpu", "additional-worker-memory", "base-worker-cpu", "base-worker-memory", "database-cpu",
    "database-memory", "queue-age", "scheduler-cpu", "scheduler-memory", "webserver-cpu", "worker-health",
  ]
  tags = { Team = "data" }
}

module "monitoring_thresholds" {
  source = "./modules/monitoring"

  environment_name = "etl"
  alarm_topic      = { kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555" }
  disabled_alarms = [
    "additional-worker-cpu", "base-worker-cpu", "base-worker-memory", "webserver-cpu", "webserver-memory",
  ]
  thresholds = {
    cpu_percent              = 71
    database_cpu_percent     = 72
    database_free_memory_mib = 73
    heartbeats               = 4
    memory_percent           = 75
    queue_age_seconds        = 76
  }
}
