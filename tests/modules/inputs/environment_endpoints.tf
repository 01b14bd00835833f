module "environment_endpoints_private" {
  source = "./modules/environment-endpoints"

  name                          = "etl"
  vpc_id                        = "vpc-0aaa1111"
  subnet_ids                    = ["subnet-0bbb2222", "subnet-0bbb1111"]
  database_service_name         = "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
  webserver_service_name        = "com.amazonaws.vpce.us-east-1.vpce-svc-0webserver"
  environment_account_id        = "222222222222"
  environment_security_group_id = "222222222222/sg-0environment"
  tags                          = { Team = "data" }
}

module "environment_endpoints_public" {
  source = "./modules/environment-endpoints"

  name                          = "etl"
  vpc_id                        = "vpc-0aaa1111"
  subnet_ids                    = ["subnet-0bbb1111", "subnet-0bbb2222"]
  database_service_name         = "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
  environment_security_group_id = "111111111111/sg-0environment"
  private_webserver             = false
}
