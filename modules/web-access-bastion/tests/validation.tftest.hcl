mock_provider "aws" {
  source = "../tests"
}

variables {
  name = "etl"
  network = {
    vpc_id     = "vpc-0shared"
    subnet_ids = ["subnet-0a"]
  }
  webserver = {
    endpoint_dns_name = "vpce-0web.vpce-svc-0web.us-east-1.vpce.amazonaws.com"
    security_group_id = "sg-0endpoints"
  }
}

run "refused_are_a_name_that_iam_has_no_room_for_and_a_type_that_is_none" {
  command = plan

  variables {
    instance   = { type = "nano" }
    local_port = 0
    name       = "a-name-of-fifty-seven-characters-is-one-too-many-for-iam-x"
    network    = { vpc_id = "shared", subnet_ids = ["subnet-0a"] }
    webserver  = { endpoint_dns_name = "", security_group_id = "sg-0endpoints" }
  }

  expect_failures = [var.instance, var.local_port, var.name, var.network, var.webserver]
}

run "refused_are_an_image_by_name_and_no_subnet" {
  command = plan

  variables {
    instance   = { ami_id = "al2023" }
    local_port = 84.43
    network    = { vpc_id = "vpc-0shared", subnet_ids = [] }
    webserver  = { endpoint_dns_name = "vpce-0web.vpce.amazonaws.com", security_group_id = "default" }
  }

  expect_failures = [var.instance, var.local_port, var.network, var.webserver]
}

run "refused_is_no_way_to_session_manager" {
  command = plan

  variables {
    network = { vpc_id = "vpc-0shared", subnet_ids = ["subnet-0a"], session_manager_cidrs = [] }
  }

  expect_failures = [var.network]
}
