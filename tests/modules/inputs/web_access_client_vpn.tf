module "web_access_client_vpn_certificates" {
  source = "./modules/web-access-client-vpn"

  name = "etl"
  authentication = {
    server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/99999999-2222-4333-8444-555555555555"
    client_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/88888888-2222-3333-4444-555555555555"
  }
  clients = { cidr_block = "172.16.0.0/22" }
  network = {
    vpc_id         = "vpc-0aaa1111"
    vpc_cidr_block = "10.192.0.0/16"
    subnet_ids     = ["subnet-0bbb2222", "subnet-0bbb1111"]
  }
  webserver = {
    host_name         = "00000000-vpce.c1.us-east-1.airflow.amazonaws.com"
    endpoint_ips      = ["10.192.21.8", "10.192.20.9"]
    security_group_id = "sg-0endpoints"
  }
}

module "web_access_client_vpn_saml" {
  source = "./modules/web-access-client-vpn"

  name = "etl"
  authentication = {
    server_certificate_arn         = "arn:aws:acm:us-east-1:111111111111:certificate/99999999-2222-4333-8444-555555555555"
    saml_provider_arn              = "arn:aws:iam::111111111111:saml-provider/vpn"
    self_service_saml_provider_arn = "arn:aws:iam::111111111111:saml-provider/portal"
  }
  authorization = { access_group_ids = ["data", "operators"], cidrs = ["10.192.30.0/24"] }
  clients = {
    cidr_block            = "172.16.0.0/22"
    dns_servers           = ["10.192.0.10", "10.192.1.10"]
    login_banner          = "Authorized users only."
    port                  = 1194
    session_timeout_hours = 8
    split_tunnel          = false
    transport_protocol    = "tcp"
  }
  connection_log = {
    kms_key_arn    = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555"
    retention_days = 30
  }
  network = {
    vpc_id         = "vpc-0aaa1111"
    vpc_cidr_block = "10.192.0.0/16"
    subnet_ids     = ["subnet-0bbb1111", "subnet-0bbb2222"]
    associations   = 2
  }
  tags      = { Team = "data" }
  webserver = { endpoint_ips = ["10.192.20.9"], security_group_id = "sg-0endpoints" }
}

module "web_access_client_vpn_without_log" {
  source = "./modules/web-access-client-vpn"

  name = "etl"
  authentication = {
    server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/99999999-2222-4333-8444-555555555555"
    saml_provider_arn      = "arn:aws:iam::111111111111:saml-provider/vpn"
  }
  clients        = { cidr_block = "172.16.0.0/22" }
  connection_log = { enabled = false }
  network        = { vpc_id = "vpc-0aaa1111", vpc_cidr_block = "10.192.0.0/16", subnet_ids = ["subnet-0bbb1111"] }
  webserver      = { host_name = "", endpoint_ips = ["10.192.20.9"], security_group_id = "sg-0endpoints" }
}
