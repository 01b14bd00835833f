mock_provider "aws" {
  source = "../tests"

  override_resource {
    target = aws_vpc_endpoint.database
    values = {
      id                    = "vpce-0database"
      network_interface_ids = ["eni-2b", "eni-1a"]
      state                 = "available"
    }
  }
  override_resource {
    target = aws_vpc_endpoint.webserver[0]
    values = {
      dns_entry = [
        { dns_name = "vpce-0web.vpce-svc-0web.us-east-1.vpce.amazonaws.com", hosted_zone_id = "Z1" },
        { dns_name = "vpce-0web-us-east-1a.vpce-svc-0web.us-east-1.vpce.amazonaws.com", hosted_zone_id = "Z1" },
      ]
      id                    = "vpce-0web"
      network_interface_ids = ["eni-3a", "eni-4b"]
      state                 = "pending"
    }
  }
  # The first interface by id stands in the second subnet.
  override_data {
    target = data.aws_network_interface.database[0]
    values = { subnet_id = "subnet-0b", private_ip = "10.192.21.10" }
  }
  override_data {
    target = data.aws_network_interface.database[1]
    values = { subnet_id = "subnet-0a", private_ip = "10.192.20.10" }
  }
  override_data {
    target = data.aws_network_interface.webserver[0]
    values = { subnet_id = "subnet-0b", private_ip = "10.192.21.20" }
  }
  override_data {
    target = data.aws_network_interface.webserver[1]
    values = { subnet_id = "subnet-0a", private_ip = "10.192.20.20" }
  }
}

variables {
  database_service_name         = "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
  environment_security_group_id = "222222222222/sg-0environment"
  name                          = "etl"
  subnet_ids                    = ["subnet-0a", "subnet-0b"]
  vpc_id                        = "vpc-0shared"
  webserver_service_name        = "com.amazonaws.vpce.us-east-1.vpce-svc-0web"
}

run "a_private_environment_gets_both_endpoints_in_its_own_subnets" {
  assert {
    condition = alltrue([
      for endpoint in [aws_vpc_endpoint.database, aws_vpc_endpoint.webserver[0]] :
      endpoint.vpc_id == "vpc-0shared" &&
      endpoint.vpc_endpoint_type == "Interface" &&
      endpoint.subnet_ids == toset(["subnet-0a", "subnet-0b"]) &&
      endpoint.security_group_ids == toset(["sg-0created"]) &&
      endpoint.private_dns_enabled == false
    ])
    error_message = "both must be interface endpoints in the environment's subnets, with the group, without private DNS"
  }
  assert {
    condition = (
      aws_vpc_endpoint.database.service_name == "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
      && aws_vpc_endpoint.database.tags["Name"] == "etl-database"
    )
    error_message = "one must be the database's"
  }
  assert {
    condition = (
      aws_vpc_endpoint.webserver[0].service_name == "com.amazonaws.vpce.us-east-1.vpce-svc-0web"
      && aws_vpc_endpoint.webserver[0].tags["Name"] == "etl-webserver"
    )
    error_message = "the other must be the web server's"
  }
}

run "addresses_come_in_the_order_of_the_subnets" {
  assert {
    condition     = output.database_endpoint_ips == ["10.192.20.10", "10.192.21.10"]
    error_message = "addresses of the database must follow subnet_ids, not the ids of interfaces"
  }
  assert {
    condition     = output.webserver_endpoint_ips == ["10.192.20.20", "10.192.21.20"]
    error_message = "addresses of the web server must follow subnet_ids, not the ids of interfaces"
  }
  assert {
    condition     = data.aws_network_interface.database[*].id == ["eni-1a", "eni-2b"]
    error_message = "the interfaces must be the endpoint's own"
  }
}

run "addresses_follow_subnets_that_are_in_no_order_of_their_ids" {
  variables {
    subnet_ids = ["subnet-0b", "subnet-0a"]
  }

  assert {
    condition = (
      output.database_endpoint_ips == ["10.192.21.10", "10.192.20.10"]
      && output.webserver_endpoint_ips == ["10.192.21.20", "10.192.20.20"]
    )
    error_message = "the first address is that of the first subnet of the input, even if its id sorts last"
  }
}

run "a_tag_leaves_the_addresses_known" {
  command = plan

  variables {
    tags = { CostCenter = "4711" }
  }

  # Addresses that are not known replace the targets of a load balancer.
  assert {
    condition = concat(output.database_endpoint_ips, output.webserver_endpoint_ips) == [
      "10.192.20.10",
      "10.192.21.10",
      "10.192.20.20",
      "10.192.21.20",
    ]
    error_message = "a change in place changes no address"
  }
}

run "the_outputs_name_endpoints_states_and_group" {
  assert {
    condition     = output.database_endpoint_id == "vpce-0database" && output.database_endpoint_state == "available"
    error_message = "id and state of the database's endpoint must be handed on"
  }
  assert {
    condition     = output.webserver_endpoint_id == "vpce-0web" && output.webserver_endpoint_state == "pending"
    error_message = "id and state of the web server's endpoint must be handed on"
  }
  assert {
    condition     = output.webserver_dns_name == "vpce-0web.vpce-svc-0web.us-east-1.vpce.amazonaws.com"
    error_message = "the DNS name must be the regional one, which answers with both addresses"
  }
  assert {
    condition     = output.security_group_id == "sg-0created"
    error_message = "the group must be handed on"
  }
}

run "tags_are_the_given_ones_and_a_name" {
  command = plan

  variables {
    tags = { CostCenter = "1234", Name = "overridden" }
  }

  assert {
    condition     = aws_vpc_endpoint.database.tags == tomap({ CostCenter = "1234", Name = "etl-database" })
    error_message = "the Name must be the endpoint's"
  }
  assert {
    condition     = aws_security_group.this.tags == tomap({ CostCenter = "1234", Name = "etl-endpoints" })
    error_message = "the Name must be the group's"
  }
}

run "a_public_only_environment_gets_the_endpoint_of_the_database_alone" {
  variables {
    private_webserver      = false
    webserver_service_name = ""
  }

  assert {
    condition = (
      length(aws_vpc_endpoint.webserver) == 0
      && aws_vpc_endpoint.database.service_name == "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
    )
    error_message = "no endpoint of the web server may be made"
  }
  assert {
    condition = (
      output.webserver_endpoint_id == null
      && output.webserver_endpoint_state == null
      && output.webserver_dns_name == null
      && length(output.webserver_endpoint_ips) == 0
    )
    error_message = "what is not there must be null or empty"
  }
}
