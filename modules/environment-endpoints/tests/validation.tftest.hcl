mock_provider "aws" {
  source = "../tests"
}

variables {
  database_service_name         = "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
  environment_security_group_id = "222222222222/sg-0environment"
  name                          = "etl"
  subnet_ids                    = ["subnet-0a", "subnet-0b"]
  vpc_id                        = "vpc-0shared"
  webserver_service_name        = "com.amazonaws.vpce.us-east-1.vpce-svc-0web"
}

run "service_names_of_china_are_allowed" {
  command = plan

  variables {
    database_service_name = "cn.com.amazonaws.vpce.cn-north-1.vpce-svc-0database"
  }

  assert {
    condition     = aws_vpc_endpoint.database.service_name == "cn.com.amazonaws.vpce.cn-north-1.vpce-svc-0database"
    error_message = "service names of the partition aws-cn begin with cn."
  }
}

run "no_database_service_is_refused" {
  command = plan

  variables {
    database_service_name = ""
  }

  expect_failures = [var.database_service_name]
}

run "a_service_of_aws_is_not_the_databases" {
  command = plan

  variables {
    database_service_name = "com.amazonaws.us-east-1.s3"
  }

  expect_failures = [var.database_service_name]
}

run "a_group_by_name_is_refused" {
  command = plan

  variables {
    environment_security_group_id = "default"
  }

  expect_failures = [var.environment_security_group_id]
}

run "an_account_that_lost_its_leading_zero_is_refused" {
  command = plan

  variables {
    environment_security_group_id = "22222222222/sg-0environment"
  }

  expect_failures = [var.environment_security_group_id]
}

run "a_name_with_spaces_is_refused" {
  command = plan

  variables {
    name = "my etl"
  }

  expect_failures = [var.name]
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

run "a_vpc_by_name_is_refused" {
  command = plan

  variables {
    vpc_id = "shared"
  }

  expect_failures = [var.vpc_id]
}

run "a_private_web_server_needs_its_service" {
  command = plan

  variables {
    webserver_service_name = null
  }

  expect_failures = [var.webserver_service_name]
}

run "an_empty_service_is_no_service" {
  command = plan

  variables {
    webserver_service_name = ""
  }

  expect_failures = [var.webserver_service_name]
}

run "a_service_of_aws_is_not_the_web_servers" {
  command = plan

  variables {
    webserver_service_name = "com.amazonaws.us-east-1.airflow.env"
  }

  expect_failures = [var.webserver_service_name]
}

run "an_environments_account_of_eleven_digits_is_refused" {
  command = plan

  variables {
    environment_account_id = "22222222222"
  }

  expect_failures = [var.environment_account_id]
}
