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
    client_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/clients"
  }
  clients = { cidr_block = "10.8.0.0/22" }
}

run "refused_are_too_few_addresses_groups_of_certificates_and_an_odd_retention" {
  command = plan

  variables {
    clients        = { cidr_block = "10.8.0.0/23" }
    authorization  = { access_group_ids = ["leads"] }
    connection_log = { retention_days = 100 }
  }

  expect_failures = [var.clients, var.authorization, var.connection_log]
}

run "refused_are_too_many_addresses_and_a_network_outside_of_the_vpc" {
  command = plan

  variables {
    clients       = { cidr_block = "10.0.0.0/11" }
    authorization = { cidrs = ["10.193.0.0/24"] }
    name          = "my etl"
  }

  expect_failures = [var.clients, var.authorization, var.name]
}

run "refused_are_clients_inside_the_vpc_and_a_network_wider_than_it" {
  command = plan

  variables {
    clients       = { cidr_block = "10.192.40.0/22" }
    authorization = { cidrs = ["10.192.0.0/15"] }
  }

  expect_failures = [var.clients, var.authorization]
}

run "refused_are_clients_around_the_vpc_and_every_network" {
  command = plan

  variables {
    clients       = { cidr_block = "10.192.0.0/12" }
    authorization = { cidrs = ["0.0.0.0/0"] }
  }

  expect_failures = [var.clients, var.authorization]
}

run "refused_are_an_address_for_a_network_and_both_ways_to_prove_oneself" {
  command = plan

  variables {
    clients = { cidr_block = "10.8.0.1/22" }
    authentication = {
      server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/server"
      client_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/server"
      saml_provider_arn      = "arn:aws:iam::111111111111:saml-provider/vpn"
    }
  }

  expect_failures = [var.clients, var.authentication]
}

run "refused_are_three_dns_servers_and_no_way_to_prove_oneself" {
  command = plan

  variables {
    clients = {
      cidr_block  = "10.8.0.0/22"
      dns_servers = ["10.192.20.1", "10.192.20.2", "10.192.20.3"]
    }
    authentication = {
      server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/server"
    }
  }

  expect_failures = [var.clients, var.authentication]
}

run "refused_are_dns_servers_by_name_and_a_certificate_of_iam" {
  command = plan

  variables {
    clients = {
      cidr_block  = "10.8.0.0/22"
      dns_servers = ["dns.example.com"]
    }
    authentication = {
      server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/server"
      client_certificate_arn = "arn:aws:iam::111111111111:server-certificate/old"
    }
  }

  expect_failures = [var.clients, var.authentication]
}

run "refused_are_a_session_of_an_hour_and_an_oidc_provider" {
  command = plan

  variables {
    clients = {
      cidr_block            = "10.8.0.0/22"
      session_timeout_hours = 1
    }
    authentication = {
      server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/server"
      saml_provider_arn      = "arn:aws:iam::111111111111:oidc-provider/example.com"
    }
  }

  expect_failures = [var.clients, var.authentication]
}

run "refused_are_another_port_and_a_portal_for_certificates" {
  command = plan

  variables {
    clients = {
      cidr_block = "10.8.0.0/22"
      port       = 8443
    }
    authentication = {
      server_certificate_arn         = "arn:aws:acm:us-east-1:111111111111:certificate/server"
      client_certificate_arn         = "arn:aws:acm:us-east-1:111111111111:certificate/server"
      self_service_saml_provider_arn = "arn:aws:iam::111111111111:saml-provider/vpn"
    }
  }

  expect_failures = [var.clients, var.authentication]
}

run "refused_are_another_protocol_and_a_public_web_server" {
  command = plan

  variables {
    clients = {
      cidr_block         = "10.8.0.0/22"
      transport_protocol = "UDP"
    }
    webserver = { endpoint_ips = [], security_group_id = "sg-0endpoints" }
  }

  expect_failures = [var.clients, var.webserver]
}

run "refused_are_more_associations_than_subnets_and_a_group_by_name" {
  command = plan

  variables {
    network = {
      vpc_id         = "vpc-0shared"
      vpc_cidr_block = "10.192.0.0/16"
      subnet_ids     = ["subnet-0a", "subnet-0b"]
      associations   = 3
    }
    webserver = { endpoint_ips = ["10.192.20.20"], security_group_id = "default" }
  }

  expect_failures = [var.network, var.webserver]
}

run "refused_are_a_vpc_by_name_and_no_association" {
  command = plan

  variables {
    network = {
      vpc_id         = "shared"
      vpc_cidr_block = "10.192.0.0/16"
      subnet_ids     = ["subnet-0a", "subnet-0b"]
      associations   = 0
    }
  }

  expect_failures = [var.network]
}
