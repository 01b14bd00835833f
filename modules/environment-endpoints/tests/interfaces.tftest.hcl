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

run "endpoints_without_an_interface_in_each_subnet_are_refused" {
  override_resource {
    target = aws_vpc_endpoint.database
    values = { network_interface_ids = ["eni-1a"], state = "pending" }
  }
  override_resource {
    target = aws_vpc_endpoint.webserver[0]
    values = { network_interface_ids = [], state = "pending" }
  }

  expect_failures = [aws_vpc_endpoint.database, aws_vpc_endpoint.webserver]
}
