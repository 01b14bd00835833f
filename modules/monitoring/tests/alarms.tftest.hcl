mock_provider "aws" {
  source = "../tests"
}

variables {
  environment_name = "etl"
}

run "there_is_an_alarm_for_each_component_and_for_what_waits" {
  assert {
    condition = keys(output.alarm_arns) == [
      "additional-worker-cpu",
      "additional-worker-memory",
      "base-worker-cpu",
      "base-worker-memory",
      "database-cpu",
      "database-memory",
      "queue-age",
      "scheduler-cpu",
      "scheduler-heartbeat",
      "scheduler-memory",
      "webserver-cpu",
      "webserver-memory",
      "worker-health",
    ]
    error_message = "schedulers, web servers, workers, database, queue and heartbeat must each have their alarms"
  }
}

run "the_thresholds_are_those_that_aws_recommends" {
  command = plan

  assert {
    condition = {
      for name, alarm in aws_cloudwatch_metric_alarm.this : name =>
      join(" ", [
        "${alarm.statistic}(${alarm.metric_name}) ${alarm.comparison_operator} ${alarm.threshold}",
        "in ${alarm.datapoints_to_alarm} of ${alarm.evaluation_periods} x ${alarm.period}, ${alarm.treat_missing_data}",
      ])
      } == {
      additional-worker-cpu    = "Average(CPUUtilization) GreaterThanThreshold 95 in 6 of 6 x 300, notBreaching"
      additional-worker-memory = "Average(MemoryUtilization) GreaterThanThreshold 95 in 6 of 6 x 300, notBreaching"
      base-worker-cpu          = "Average(CPUUtilization) GreaterThanThreshold 95 in 6 of 6 x 300, notBreaching"
      base-worker-memory       = "Average(MemoryUtilization) GreaterThanThreshold 95 in 6 of 6 x 300, notBreaching"
      database-cpu             = "Average(CPUUtilization) GreaterThanThreshold 95 in 3 of 3 x 300, notBreaching"
      database-memory          = "Average(FreeableMemory) LessThanThreshold 536870912 in 3 of 3 x 300, notBreaching"
      queue-age = join(" ", [
        "Maximum(ApproximateAgeOfOldestTask) GreaterThanThreshold 1800",
        "in 3 of 3 x 300, notBreaching",
      ])
      scheduler-cpu       = "Average(CPUUtilization) GreaterThanThreshold 95 in 3 of 3 x 300, notBreaching"
      scheduler-heartbeat = "Sum(SchedulerHeartbeat) LessThanThreshold 1 in 2 of 2 x 300, breaching"
      scheduler-memory    = "Average(MemoryUtilization) GreaterThanThreshold 95 in 3 of 3 x 300, notBreaching"
      webserver-cpu       = "Average(CPUUtilization) GreaterThanThreshold 95 in 3 of 3 x 300, notBreaching"
      webserver-memory    = "Average(MemoryUtilization) GreaterThanThreshold 95 in 3 of 3 x 300, notBreaching"
    }
    error_message = "statistic, threshold, datapoints and missing data must be those of the page monitoring-dashboard"
  }
}

run "each_alarm_watches_this_environment_alone" {
  command = plan

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.this :
      alarm.dimensions["Environment"] == "etl" && startswith(alarm.alarm_name, "etl-")
    ])
    error_message = "the environment must be a dimension, and the prefix of the name"
  }
  assert {
    condition = {
      for name, alarm in aws_cloudwatch_metric_alarm.this : name => lookup(alarm.dimensions, "Cluster", "")
      if alarm.namespace == "AWS/MWAA" && endswith(name, "-cpu")
      } == {
      additional-worker-cpu = "AdditionalWorker"
      base-worker-cpu       = "BaseWorker"
      database-cpu          = ""
      scheduler-cpu         = "Scheduler"
      webserver-cpu         = "WebServer"
    }
    error_message = "each component must be watched in its cluster"
  }
  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["scheduler-heartbeat"].namespace == "AmazonMWAA"
      && aws_cloudwatch_metric_alarm.this["scheduler-heartbeat"].dimensions["Function"] == "Scheduler"
    )
    error_message = "the heartbeat is a metric of Airflow's, not of the containers"
  }
}

run "workers_are_ill_where_tasks_wait_and_none_runs" {
  command = plan

  assert {
    condition = {
      for query in aws_cloudwatch_metric_alarm.worker_health[0].metric_query :
      query.id => query.return_data == true ? query.expression : query.metric[0].metric_name
      } == {
      queued  = "QueuedTasks"
      running = "RunningTasks"
      stalled = "IF(queued > 0 AND running == 0, 1, 0)"
    }
    error_message = "the alarm must compare what is queued with what runs"
  }
  assert {
    condition = (
      aws_cloudwatch_metric_alarm.worker_health[0].evaluation_periods == 3
      && aws_cloudwatch_metric_alarm.worker_health[0].threshold == 0
    )
    error_message = "fifteen minutes of it must raise the alarm"
  }
}

run "thresholds_are_variables" {
  command = plan

  variables {
    thresholds = {
      cpu_percent              = 80
      memory_percent           = 85
      queue_age_seconds        = 600
      heartbeats               = 5
      database_cpu_percent     = 70
      database_free_memory_mib = 1024
    }
  }

  assert {
    condition = {
      for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.threshold
      if !startswith(name, "additional") && !startswith(name, "base") && !startswith(name, "web")
      } == {
      database-cpu        = 70
      database-memory     = 1073741824
      queue-age           = 600
      scheduler-cpu       = 80
      scheduler-heartbeat = 5
      scheduler-memory    = 85
    }
    error_message = "each threshold must reach its alarm"
  }
}

run "a_disabled_alarm_is_not_made" {
  variables {
    disabled_alarms = ["additional-worker-cpu", "worker-health"]
  }

  assert {
    condition = (
      length(output.alarm_arns) == 11
      && !contains(keys(output.alarm_arns), "additional-worker-cpu")
      && length(aws_cloudwatch_metric_alarm.worker_health) == 0
    )
    error_message = "exactly the two must be left out"
  }
}

run "tags_are_the_given_ones_and_a_name" {
  command = plan

  variables {
    tags = { CostCenter = "1234", Name = "overridden" }
  }

  assert {
    condition = aws_cloudwatch_metric_alarm.this["queue-age"].tags == tomap({
      CostCenter = "1234"
      Name       = "etl-queue-age"
    })
    error_message = "the Name must be the alarm's"
  }
  assert {
    condition     = aws_sns_topic.this[0].tags == tomap({ CostCenter = "1234", Name = "etl-alarms" })
    error_message = "the Name must be the topic's"
  }
}
