mock_provider "aws" {
  source = "../tests"
}

variables {
  allowed_cidrs   = ["10.0.0.0/8"]
  certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/1a2b3c4d"
  name            = "etl"
  subnets         = { ids = ["subnet-0a", "subnet-0b"] }
  vpc_id          = "vpc-0shared"
  webserver = {
    host_name         = "0web-vpce.c2.airflow.us-east-1.on.aws"
    endpoint_ips      = ["10.192.20.20", "10.192.21.20"]
    security_group_id = "sg-0endpoints"
  }
}

run "nobody_allowed" {
  command = plan

  variables {
    allowed_cidrs = []
  }

  expect_failures = [var.allowed_cidrs]
}

run "the_whole_internet_without_a_web_acl" {
  command = plan

  variables {
    allowed_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.allowed_cidrs]
}

run "a_network_with_host_bits" {
  command = plan

  variables {
    allowed_cidrs = ["203.0.113.7/24"]
  }

  expect_failures = [var.allowed_cidrs]
}

run "a_network_of_ipv6" {
  command = plan

  variables {
    allowed_cidrs = ["2001:db8::/32"]
  }

  expect_failures = [var.allowed_cidrs]
}

run "a_certificate_of_iam" {
  command = plan

  variables {
    certificate_arn = "arn:aws:iam::111111111111:server-certificate/airflow"
  }

  expect_failures = [var.certificate_arn]
}

run "a_web_acl_of_cloudfront" {
  command = plan

  variables {
    protection = { web_acl = { arn = "arn:aws:wafv2:eu-west-1:111111111111:global/webacl/airflow/1a2b" } }
  }

  expect_failures = [var.protection]
}

run "one_subnet" {
  command = plan

  variables {
    subnets = { ids = ["subnet-0a"] }
  }

  expect_failures = [var.subnets]
}

run "two_zones_for_one_name" {
  command = plan

  variables {
    domain = { name = "airflow.example.com", zone = { id = "Z0GIVEN" }, private_zone = true }
  }

  expect_failures = [var.domain]
}

run "a_url_as_a_domain" {
  command = plan

  variables {
    domain = { name = "https://airflow.example.com" }
  }

  expect_failures = [var.domain]
}

run "a_public_web_server" {
  command = plan

  variables {
    webserver = {
      host_name         = "0web.c2.airflow.us-east-1.on.aws"
      endpoint_ips      = []
      security_group_id = "sg-0endpoints"
    }
  }

  expect_failures = [var.webserver]
}

run "a_name_that_elastic_load_balancing_keeps_for_itself" {
  command = plan

  variables {
    name = "internal-etl"
  }

  expect_failures = [var.name]
}

run "a_prefix_with_slashes" {
  command = plan

  variables {
    access_logs = { bucket = "acme-logs", prefix = "/alb/" }
  }

  expect_failures = [var.access_logs]
}

run "a_host_name_that_the_environment_had_not_yet" {
  command = plan

  variables {
    webserver = { host_name = "", endpoint_ips = ["10.192.20.20"], security_group_id = "sg-0endpoints" }
  }

  expect_failures = [var.webserver]
}
