mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "etl"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  vpc_id     = "vpc-0aaa1111"
}

run "micro_has_one_scheduler_and_one_web_server" {
  command = plan

  variables {
    capacity = { environment_class = "mw1.micro", schedulers = 1, min_webservers = 1, max_webservers = 1 }
  }

  assert {
    condition     = aws_mwaa_environment.this.schedulers == 1
    error_message = "the counts of mw1.micro must be allowed"
  }
}

run "a_name_of_80_characters_is_allowed_where_nothing_is_named_after_it" {
  command = plan

  variables {
    name           = "a2345678901234567890123456789012345678901234567890123456789012345678901234567890"
    execution_role = { create = false, arn = "arn:aws:iam::111111111111:role/airflow" }
    source_bucket  = { name = "dags" }
  }

  assert {
    condition     = length(aws_mwaa_environment.this.name) == 80
    error_message = "MWAA allows 80 characters"
  }
}

run "a_name_begins_with_a_letter" {
  command = plan

  variables {
    name = "1etl"
  }

  expect_failures = [var.name]
}

run "a_name_has_no_dots" {
  command = plan

  variables {
    name = "etl.prod"
  }

  expect_failures = [var.name]
}

run "a_name_has_at_most_80_characters" {
  command = plan

  variables {
    name           = "a23456789012345678901234567890123456789012345678901234567890123456789012345678901"
    execution_role = { create = false, arn = "arn:aws:iam::111111111111:role/airflow" }
    source_bucket  = { name = "dags" }
  }

  expect_failures = [var.name]
}

run "a_created_bucket_bounds_the_length_of_the_name" {
  command = plan

  variables {
    name = "a23456789012345678901234567890123456789012345678901"
  }

  expect_failures = [var.source_bucket]
}

run "one_subnet_is_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-0a"]
  }

  expect_failures = [var.subnet_ids]
}

run "three_subnets_are_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-0a", "subnet-0b", "subnet-0c"]
  }

  expect_failures = [var.subnet_ids]
}

run "the_same_subnet_twice_is_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-0a", "subnet-0a"]
  }

  expect_failures = [var.subnet_ids]
}

run "an_unknown_endpoint_management_is_refused" {
  command = plan

  variables {
    endpoint_management = "OWNER"
  }

  expect_failures = [var.endpoint_management]
}

run "an_unknown_access_mode_is_refused" {
  command = plan

  variables {
    webserver_access_mode = "PRIVATE"
  }

  expect_failures = [var.webserver_access_mode]
}

run "a_maintenance_window_off_the_half_hour_is_refused" {
  command = plan

  variables {
    weekly_maintenance_window_start = "SUN:03:15"
  }

  expect_failures = [var.weekly_maintenance_window_start]
}

run "a_maintenance_window_on_no_day_is_refused" {
  command = plan

  variables {
    weekly_maintenance_window_start = "SUNDAY:03:00"
  }

  expect_failures = [var.weekly_maintenance_window_start]
}

run "a_maintenance_window_past_midnight_is_refused" {
  command = plan

  variables {
    weekly_maintenance_window_start = "SUN:24:00"
  }

  expect_failures = [var.weekly_maintenance_window_start]
}

run "a_time_limit_without_a_unit_is_refused" {
  command = plan

  variables {
    timeouts = { create = "120" }
  }

  expect_failures = [var.timeouts]
}

run "an_unknown_log_level_is_refused" {
  command = plan

  variables {
    logging = { task = "TRACE" }
  }

  expect_failures = [var.logging]
}

run "a_version_without_its_patch_is_refused" {
  command = plan

  variables {
    airflow = { version = "2.10" }
  }

  expect_failures = [var.airflow]
}

run "an_option_in_capitals_is_refused" {
  command = plan

  variables {
    airflow = { configuration_options = { "Core.Timezone" = "utc" } }
  }

  expect_failures = [var.airflow]
}

run "a_dag_path_that_is_a_url_is_refused" {
  command = plan

  variables {
    airflow = { dag_s3_path = "s3://bucket/dags" }
  }

  expect_failures = [var.airflow]
}

run "a_path_with_a_leading_slash_is_refused" {
  command = plan

  variables {
    airflow = { plugins = { path = "/plugins.zip" } }
  }

  expect_failures = [var.airflow]
}

run "an_empty_path_is_refused" {
  command = plan

  variables {
    airflow = { startup_script = { path = "" } }
  }

  expect_failures = [var.airflow]
}

run "an_upload_takes_no_version" {
  command = plan

  variables {
    airflow = {
      requirements = {
        path           = "requirements.txt"
        source         = "tests/fixtures/requirements.txt"
        object_version = "latest"
      }
    }
  }

  expect_failures = [var.airflow]
}

run "an_upload_takes_no_follow" {
  command = plan

  variables {
    airflow = {
      requirements = { path = "requirements.txt", source = "tests/fixtures/requirements.txt", follow = true }
    }
  }

  expect_failures = [var.airflow]
}

run "a_version_id_is_not_followed" {
  command = plan

  variables {
    airflow = { requirements = { path = "requirements.txt", object_version = "3sL4kqtJlcpXroDTDmJ", follow = true } }
  }

  expect_failures = [var.airflow]
}

run "latest_is_not_left_unfollowed" {
  command = plan

  variables {
    airflow = { requirements = { path = "requirements.txt", object_version = "latest", follow = false } }
  }

  expect_failures = [var.airflow]
}

run "an_unknown_class_is_refused" {
  command = plan

  variables {
    capacity = { environment_class = "mw1.tiny" }
  }

  expect_failures = [var.capacity]
}

run "a_single_scheduler_is_refused" {
  command = plan

  variables {
    capacity = { schedulers = 1 }
  }

  expect_failures = [var.capacity]
}

run "six_schedulers_are_refused" {
  command = plan

  variables {
    capacity = { schedulers = 6 }
  }

  expect_failures = [var.capacity]
}

run "two_schedulers_are_refused_for_micro" {
  command = plan

  variables {
    capacity = { environment_class = "mw1.micro", schedulers = 2 }
  }

  expect_failures = [var.capacity]
}

run "a_single_web_server_is_refused" {
  command = plan

  variables {
    capacity = { min_webservers = 1 }
  }

  expect_failures = [var.capacity]
}

run "two_web_servers_are_refused_for_micro" {
  command = plan

  variables {
    capacity = { environment_class = "mw1.micro", max_webservers = 2 }
  }

  expect_failures = [var.capacity]
}

run "no_workers_are_refused" {
  command = plan

  variables {
    capacity = { min_workers = 0 }
  }

  expect_failures = [var.capacity]
}

run "half_a_worker_is_refused" {
  command = plan

  variables {
    capacity = { max_workers = 1.5 }
  }

  expect_failures = [var.capacity]
}

run "fewer_workers_at_most_than_at_least_are_refused" {
  command = plan

  variables {
    capacity = { min_workers = 5, max_workers = 4 }
  }

  expect_failures = [var.capacity]
}

run "fewer_web_servers_at_most_than_at_least_are_refused" {
  command = plan

  variables {
    capacity = { min_webservers = 4, max_webservers = 3 }
  }

  expect_failures = [var.capacity]
}

run "a_role_is_not_both_created_and_given" {
  command = plan

  variables {
    execution_role = { arn = "arn:aws:iam::111111111111:role/airflow" }
  }

  expect_failures = [var.execution_role]
}

run "a_role_is_created_or_given" {
  command = plan

  variables {
    execution_role = { create = false }
  }

  expect_failures = [var.execution_role]
}

run "a_role_is_given_by_its_arn" {
  command = plan

  variables {
    execution_role = { create = false, arn = "airflow" }
  }

  expect_failures = [var.execution_role]
}

run "a_given_role_is_not_bounded" {
  command = plan

  variables {
    execution_role = {
      create               = false
      arn                  = "arn:aws:iam::111111111111:role/airflow"
      permissions_boundary = "arn:aws:iam::111111111111:policy/boundary"
    }
  }

  expect_failures = [var.execution_role]
}

run "a_given_role_gets_no_policies" {
  command = plan

  variables {
    execution_role = {
      create      = false
      arn         = "arn:aws:iam::111111111111:role/airflow"
      policy_arns = ["arn:aws:iam::111111111111:policy/warehouse"]
    }
  }

  expect_failures = [var.execution_role]
}

run "a_policy_is_given_by_its_arn" {
  command = plan

  variables {
    execution_role = { policy_arns = ["AdministratorAccess"] }
  }

  expect_failures = [var.execution_role]
}

run "a_key_is_not_both_created_and_given" {
  command = plan

  variables {
    kms_key = { create = true, arn = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555" }
  }

  expect_failures = [var.kms_key]
}

run "an_alias_is_no_key" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:us-east-1:111111111111:alias/airflow" }
  }

  expect_failures = [var.kms_key]
}

run "a_multi_region_key_is_refused" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:us-east-1:111111111111:key/mrk-1111111122223333444455555555abcd" }
  }

  expect_failures = [var.kms_key]
}

run "groups_are_not_both_created_and_given" {
  command = plan

  variables {
    security_group = { ids = ["sg-0a"] }
  }

  expect_failures = [var.security_group]
}

run "groups_are_created_or_given" {
  command = plan

  variables {
    security_group = { create = false }
  }

  expect_failures = [var.security_group]
}

run "six_groups_are_refused" {
  command = plan

  variables {
    security_group = { create = false, ids = ["sg-0a", "sg-0b", "sg-0c", "sg-0d", "sg-0e", "sg-0f"] }
  }

  expect_failures = [var.security_group]
}

run "a_group_is_given_by_its_id" {
  command = plan

  variables {
    security_group = { create = false, ids = ["default"] }
  }

  expect_failures = [var.security_group]
}

run "a_created_group_needs_its_vpc" {
  command = plan

  variables {
    vpc_id = null
  }

  expect_failures = [var.security_group]
}

run "a_bucket_is_not_both_created_and_given" {
  command = plan

  variables {
    source_bucket = { arn = "arn:aws:s3:::acme-dags" }
  }

  expect_failures = [var.source_bucket]
}

run "a_bucket_is_created_or_given" {
  command = plan

  variables {
    source_bucket = { create = false }
  }

  expect_failures = [var.source_bucket]
}

run "a_bucket_is_given_by_its_arn" {
  command = plan

  variables {
    source_bucket = { create = false, arn = "acme-dags" }
  }

  expect_failures = [var.source_bucket]
}

run "a_given_bucket_is_not_named" {
  command = plan

  variables {
    source_bucket = { create = false, arn = "arn:aws:s3:::acme-dags", name = "other" }
  }

  expect_failures = [var.source_bucket]
}

run "a_given_bucket_is_not_destroyed" {
  command = plan

  variables {
    source_bucket = { create = false, arn = "arn:aws:s3:::acme-dags", force_destroy = true }
  }

  expect_failures = [var.source_bucket]
}

run "a_bucket_name_in_capitals_is_refused" {
  command = plan

  variables {
    source_bucket = { name = "Acme-Dags" }
  }

  expect_failures = [var.source_bucket]
}
