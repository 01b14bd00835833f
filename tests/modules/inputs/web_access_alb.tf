module "web_access_alb_smallest" {
  source = "./modules/web-access-alb"

  name            = "etl"
  vpc_id          = "vpc-0aaa1111"
  subnets         = { ids = ["subnet-0bbb2222", "subnet-0bbb1111"] }
  certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/99999999-2222-4333-8444-555555555555"
  allowed_cidrs   = ["10.0.0.0/8"]
  webserver = {
    host_name         = "00000000-vpce.c1.us-east-1.airflow.amazonaws.com"
    endpoint_ips      = ["10.192.20.9", "10.192.21.8"]
    security_group_id = "sg-0endpoints"
  }
}

module "web_access_alb_internet" {
  source = "./modules/web-access-alb"

  # 33 characters: one more than a load balancer's name may have, and a hyphen where it is cut.
  name            = "analytics-productions1-emea-daily"
  vpc_id          = "vpc-0aaa1111"
  subnets         = { ids = ["subnet-0ddd1111", "subnet-0ddd2222"], internet_facing = true }
  certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/99999999-2222-4333-8444-555555555555"
  allowed_cidrs   = ["192.0.2.0/24", "198.51.100.0/24"]
  access_logs     = { bucket = "acme-logs", prefix = "etl" }
  domain          = { name = "airflow.example.com", zone = { id = "Z0PUBLIC" } }
  protection = {
    deletion_protection = false
    web_acl             = { arn = "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/etl/0" }
  }
  tags = { Team = "data" }
  webserver = {
    host_name         = "00000000-vpce.c1.us-east-1.airflow.amazonaws.com"
    endpoint_ips      = ["10.192.20.9"]
    security_group_id = "sg-0endpoints"
  }
}

module "web_access_alb_private_zone" {
  source = "./modules/web-access-alb"

  name            = "etl--daily"
  vpc_id          = "vpc-0aaa1111"
  subnets         = { ids = ["subnet-0bbb1111", "subnet-0bbb2222"] }
  certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/99999999-2222-4333-8444-555555555555"
  allowed_cidrs   = ["10.0.0.0/8"]
  access_logs     = { bucket = "acme-logs" }
  domain          = { name = "airflow.example.com", private_zone = true }
  webserver = {
    host_name         = "00000000-vpce.c1.us-east-1.airflow.amazonaws.com"
    endpoint_ips      = ["10.192.20.9"]
    security_group_id = "sg-0endpoints"
  }
}

module "web_access_alb_external_domain" {
  source = "./modules/web-access-alb"

  # 32 characters: exactly what a load balancer's name may have.
  name            = "analytics-production-emea-daily1"
  vpc_id          = "vpc-0aaa1111"
  subnets         = { ids = ["subnet-0bbb1111", "subnet-0bbb2222"] }
  certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/99999999-2222-4333-8444-555555555555"
  allowed_cidrs   = ["10.0.0.0/8"]
  domain          = { name = "airflow.example.com" }
  webserver = {
    host_name         = "00000000-vpce.c1.us-east-1.airflow.amazonaws.com"
    endpoint_ips      = ["10.192.20.9"]
    security_group_id = "sg-0endpoints"
  }
}
