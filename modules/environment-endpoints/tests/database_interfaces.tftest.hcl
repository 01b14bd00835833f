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

run "an_endpoint_of_the_database_needs_one_interface_in_each_subnet" {
  variables {
    private_webserver = false
  }

  override_resource {
    target = aws_vpc_endpoint.database
    # Three: where there are too few, the outputs have errors of their own.
    values = { network_interface_ids = ["eni-1a", "eni-2b", "eni-3c"], state = "pending" }
  }
  override_data {
    target = data.aws_network_interface.database[0]
    values = { subnet_id = "subnet-0a", private_ip = "10.192.20.10" }
  }
  override_data {
    target = data.aws_network_interface.database[1]
    values = { subnet_id = "subnet-0b", private_ip = "10.192.21.10" }
  }

  expect_failures = [aws_vpc_endpoint.database]
}
