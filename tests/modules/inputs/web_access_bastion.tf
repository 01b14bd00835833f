module "web_access_bastion_smallest" {
  source = "./modules/web-access-bastion"

  name    = "etl"
  network = { vpc_id = "vpc-0aaa1111", subnet_ids = ["subnet-0bbb2222", "subnet-0bbb1111"] }
  webserver = {
    endpoint_dns_name = "vpce-0webserver.us-east-1.vpce.amazonaws.com"
    security_group_id = "sg-0endpoints"
  }
}

module "web_access_bastion_everything" {
  source = "./modules/web-access-bastion"

  name       = "etl"
  local_port = 443
  instance = {
    ami_id               = "ami-0pinned"
    kms_key_arn          = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555"
    permissions_boundary = "arn:aws:iam::111111111111:policy/boundary"
    type                 = "t3.micro"
  }
  network = {
    vpc_id                = "vpc-0aaa1111"
    subnet_ids            = ["subnet-0bbb1111"]
    session_manager_cidrs = ["10.192.21.0/24", "10.192.20.0/24"]
  }
  tags = { Team = "data" }
  webserver = {
    host_name         = "00000000-vpce.c1.us-east-1.airflow.amazonaws.com"
    endpoint_dns_name = "vpce-0webserver.us-east-1.vpce.amazonaws.com"
    security_group_id = "sg-0endpoints"
  }
}

module "web_access_bastion_x86" {
  source = "./modules/web-access-bastion"

  name     = "etl"
  instance = { type = "t3.micro" }
  network  = { vpc_id = "vpc-0aaa1111", subnet_ids = ["subnet-0bbb1111"] }
  webserver = {
    host_name         = ""
    endpoint_dns_name = "vpce-0webserver.us-east-1.vpce.amazonaws.com"
    security_group_id = "sg-0endpoints"
  }
}
