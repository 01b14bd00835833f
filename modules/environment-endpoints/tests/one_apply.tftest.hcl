mock_provider "aws" {
  source = "../tests"

  mock_resource "aws_vpc_endpoint" {
    defaults = {
      dns_entry = [
        { dns_name = "vpce-0web.vpce-svc-0web.us-east-1.vpce.amazonaws.com", hosted_zone_id = "Z1" },
      ]
      network_interface_ids = ["eni-1a", "eni-2b"]
    }
  }
  override_data {
    target = module.endpoints.data.aws_network_interface.database[0]
    values = { subnet_id = "subnet-0a", private_ip = "10.192.20.10" }
  }
  override_data {
    target = module.endpoints.data.aws_network_interface.database[1]
    values = { subnet_id = "subnet-0b", private_ip = "10.192.21.10" }
  }
  override_data {
    target = module.endpoints.data.aws_network_interface.webserver[0]
    values = { subnet_id = "subnet-0a", private_ip = "10.192.20.20" }
  }
  override_data {
    target = module.endpoints.data.aws_network_interface.webserver[1]
    values = { subnet_id = "subnet-0b", private_ip = "10.192.21.20" }
  }
}

run "environment_and_endpoints_are_made_in_one_apply" {
  module {
    source = "./tests/fixtures/one_apply"
  }

  assert {
    condition     = output.endpoints.database_endpoint_ips == ["10.192.20.10", "10.192.21.10"]
    error_message = "the endpoints must take what is known only after apply"
  }
}
