mock_provider "aws" {
  source = "../tests"
}

variables {
  name = "etl"
  network = {
    vpc_id         = "vpc-0shared"
    vpc_cidr_block = "10.192.0.0/16"
    subnet_ids     = ["subnet-0a", "subnet-0b"]
  }
  webserver = {
    endpoint_ips      = ["10.192.20.20", "10.192.21.20"]
    security_group_id = "sg-0endpoints"
  }
  authentication = {
    server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/server"
    saml_provider_arn      = "arn:aws:iam::111111111111:saml-provider/vpn"
  }
  clients = { cidr_block = "10.8.0.0/22" }
}

run "everybody_who_connects_reaches_the_web_server_and_dns_and_nothing_else" {
  assert {
    condition = {
      for name, rule in aws_ec2_client_vpn_authorization_rule.this : name => rule.target_network_cidr
    } == { "dns-0" = "10.192.0.2/32", "webserver-0" = "10.192.20.20/32", "webserver-1" = "10.192.21.20/32" }
    error_message = "only the web server's addresses and the resolver may be reached"
  }
  assert {
    condition = alltrue([
      for rule in aws_ec2_client_vpn_authorization_rule.this :
      rule.authorize_all_groups && rule.access_group_id == null && rule.client_vpn_endpoint_id == "cvpn-endpoint-0vpn"
    ])
    error_message = "everybody must be authorized"
  }
  assert {
    condition = (
      aws_vpc_security_group_egress_rule.webserver.referenced_security_group_id == "sg-0endpoints"
      && aws_vpc_security_group_egress_rule.webserver.security_group_id == "sg-0created"
      && aws_vpc_security_group_egress_rule.webserver.from_port == 443
      && aws_vpc_security_group_egress_rule.webserver.to_port == 443
    )
    error_message = "the VPN must reach the web server's endpoint on 443"
  }
  assert {
    condition = (
      length(aws_vpc_security_group_egress_rule.dns) == 0 && length(aws_vpc_security_group_egress_rule.network) == 0
    )
    error_message = "the VPC's resolver needs no rule, and there is nothing else to reach"
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.webserver.security_group_id == "sg-0endpoints"
      && aws_vpc_security_group_ingress_rule.webserver.referenced_security_group_id == "sg-0created"
      && aws_vpc_security_group_ingress_rule.webserver.ip_protocol == "tcp"
      && aws_vpc_security_group_ingress_rule.webserver.from_port == 443
      && aws_vpc_security_group_ingress_rule.webserver.to_port == 443
    )
    error_message = "the endpoint's group must admit the VPN's group on 443, and on nothing else"
  }
}

run "groups_get_every_destination_and_nobody_else_gets_any" {
  variables {
    authorization = { access_group_ids = ["leads", "ops/eu"], cidrs = ["10.192.20.0/24"] }
  }

  assert {
    condition = sort([
      for rule in aws_ec2_client_vpn_authorization_rule.this : "${rule.access_group_id} ${rule.target_network_cidr}"
      ]) == sort([
      for pair in setproduct(
        ["leads", "ops/eu"],
        ["10.192.0.2/32", "10.192.20.0/24", "10.192.20.20/32", "10.192.21.20/32"]
      ) : "${pair[0]} ${pair[1]}"
    ])
    error_message = "with a group left out of the longest prefix, it would not get in by a shorter one"
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.network[0].cidr_ipv4 == "10.192.20.0/24"
    error_message = "the network that is authorized must be let out"
  }
  assert {
    condition = alltrue([
      for rule in aws_ec2_client_vpn_authorization_rule.this : rule.authorize_all_groups == null
    ])
    error_message = "no rule may authorize everybody"
  }
}

run "own_dns_servers_are_reached_on_53" {
  variables {
    clients = { cidr_block = "10.8.0.0/22", dns_servers = ["10.192.20.53", "10.192.21.53"] }
  }

  assert {
    condition = sort([
      for rule in aws_vpc_security_group_egress_rule.dns :
      "${rule.cidr_ipv4} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"
      ]) == sort([
      "10.192.20.53/32 tcp 53-53",
      "10.192.20.53/32 udp 53-53",
      "10.192.21.53/32 tcp 53-53",
      "10.192.21.53/32 udp 53-53",
    ])
    error_message = "the group must let questions to the servers out"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.dns_servers == tolist(["10.192.20.53", "10.192.21.53"])
      && aws_ec2_client_vpn_authorization_rule.this["dns-1"].target_network_cidr == "10.192.21.53/32"
    )
    error_message = "clients must be told the servers, and be authorized to ask them"
  }
}
