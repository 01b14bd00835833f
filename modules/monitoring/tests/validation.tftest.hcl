mock_provider "aws" {
  source = "../tests"
}

variables {
  environment_name = "etl"
}

run "a_wildcard_environment_is_refused" {
  command = plan

  variables {
    environment_name = "etl*"
  }

  expect_failures = [var.environment_name]
}

run "an_unknown_alarm_cannot_be_disabled" {
  command = plan

  variables {
    disabled_alarms = ["worker-cpu"]
  }

  expect_failures = [var.disabled_alarms]
}

run "a_percentage_that_cannot_be_exceeded_is_refused" {
  command = plan

  variables {
    thresholds = { memory_percent = 100 }
  }

  expect_failures = [var.thresholds]
}

run "a_queue_age_of_nothing_is_refused" {
  command = plan

  variables {
    thresholds = { queue_age_seconds = 0 }
  }

  expect_failures = [var.thresholds]
}

run "a_topic_is_either_made_or_given" {
  command = plan

  variables {
    alarm_topic = { arn = "arn:aws:sns:us-east-1:111111111111:on-call" }
  }

  expect_failures = [var.alarm_topic]
}

run "no_topic_at_all_is_refused" {
  command = plan

  variables {
    alarm_topic = { create = false }
  }

  expect_failures = [var.alarm_topic]
}

run "a_topic_by_name_is_refused" {
  command = plan

  variables {
    alarm_topic = { create = false, arn = "on-call" }
  }

  expect_failures = [var.alarm_topic]
}

run "a_key_by_alias_is_refused" {
  command = plan

  variables {
    alarm_topic = { kms_key_arn = "alias/aws/sns" }
  }

  expect_failures = [var.alarm_topic]
}

run "a_dashboard_of_nothing_is_refused" {
  command = plan

  variables {
    dashboard = { name = "analytics", environments = [] }
  }

  expect_failures = [var.dashboard]
}

run "a_dashboards_name_has_no_spaces" {
  command = plan

  variables {
    dashboard = { name = "my dashboard", environments = [{ name = "etl" }] }
  }

  expect_failures = [var.dashboard]
}
