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
    host_name         = "0web.c1.us-east-1.airflow.amazonaws.com"
    endpoint_ips      = ["10.192.20.20", "10.192.21.20"]
    security_group_id = "sg-0endpoints"
  }
  authentication = {
    server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/server"
    client_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/clients"
  }
  clients = { cidr_block = "10.8.0.0/22" }
}

run "clients_prove_themselves_by_certificate" {
  assert {
    condition = alltrue([
      for options in aws_ec2_client_vpn_endpoint.this.authentication_options :
      options.type == "certificate-authentication"
      && options.root_certificate_chain_arn == "arn:aws:acm:us-east-1:111111111111:certificate/clients"
    ]) && length(aws_ec2_client_vpn_endpoint.this.authentication_options) == 1
    error_message = "the clients' certificate must be the only way to prove who one is"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.server_certificate_arn
      == "arn:aws:acm:us-east-1:111111111111:certificate/server"
    )
    error_message = "the endpoint must show the server's certificate"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.self_service_portal == "disabled" && output.self_service_portal_url == null
    )
    error_message = "there is no portal for certificates"
  }
}

run "an_endpoint_in_one_subnet_with_a_split_tunnel_the_vpcs_resolver_and_a_log" {
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.split_tunnel
      && aws_ec2_client_vpn_endpoint.this.transport_protocol == "udp"
      && aws_ec2_client_vpn_endpoint.this.vpn_port == 443
    )
    error_message = "the tunnel must be split, over UDP 443"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.client_cidr_block == "10.8.0.0/22"
      && aws_ec2_client_vpn_endpoint.this.session_timeout_hours == 12
    )
    error_message = "clients must get their own addresses, for twelve hours"
  }
  assert {
    condition     = aws_ec2_client_vpn_endpoint.this.dns_servers == tolist(["10.192.0.2"])
    error_message = "the resolver of the VPC stands at its base plus two"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.vpc_id == "vpc-0shared"
      && aws_ec2_client_vpn_endpoint.this.security_group_ids == toset(["sg-0created"])
    )
    error_message = "the endpoint must carry the VPN's group, in the VPC"
  }
  assert {
    condition     = aws_ec2_client_vpn_network_association.this[*].subnet_id == ["subnet-0a"]
    error_message = "one subnet is enough, and each is billed"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.connection_log_options[0].enabled
      && aws_ec2_client_vpn_endpoint.this.connection_log_options[0].cloudwatch_log_group == "/aws/client-vpn/etl"
    )
    error_message = "who connects must be logged"
  }
  assert {
    condition = (
      aws_cloudwatch_log_group.connections[0].retention_in_days == 365 && output.log_group_name == "/aws/client-vpn/etl"
    )
    error_message = "the log must be kept for a year"
  }
}

run "saml_has_a_portal_on_request" {
  variables {
    authentication = {
      server_certificate_arn         = "arn:aws:acm:us-east-1:111111111111:certificate/server"
      saml_provider_arn              = "arn:aws:iam::111111111111:saml-provider/vpn"
      self_service_saml_provider_arn = "arn:aws:iam::111111111111:saml-provider/portal"
    }
  }

  assert {
    condition = alltrue([
      for options in aws_ec2_client_vpn_endpoint.this.authentication_options :
      options.type == "federated-authentication"
      && options.saml_provider_arn == "arn:aws:iam::111111111111:saml-provider/vpn" &&
      options.self_service_saml_provider_arn == "arn:aws:iam::111111111111:saml-provider/portal"
    ])
    error_message = "people must be asked by the SAML providers"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.self_service_portal == "enabled" && output.self_service_portal_url != null
    )
    error_message = "the portal must be open, and its address known"
  }
}

run "the_outputs_lead_people_to_the_ui" {
  assert {
    condition = (
      output.login_url
      == "https://0web.c1.us-east-1.airflow.amazonaws.com/aws_mwaa/aws-console-sso?login=true"
    )
    error_message = "the URL must be that of the web server, ready for a token"
  }
  assert {
    condition = output.client_configuration_command == join(" ", [
      "aws ec2 export-client-vpn-client-configuration --region us-east-1",
      "--client-vpn-endpoint-id cvpn-endpoint-0vpn --output text > client-config.ovpn",
    ])
    error_message = "the command must export this endpoint's configuration"
  }
  assert {
    condition = (
      output.vpn_endpoint_id == "cvpn-endpoint-0vpn"
      && output.security_group_id == "sg-0created"
      && output.dns_name == "*.cvpn-endpoint-0vpn.prod.clientvpn.us-east-1.amazonaws.com"
    )
    error_message = "endpoint, group and name must be handed on"
  }
}

run "what_is_asked_for_beyond_that" {
  variables {
    network = {
      vpc_id         = "vpc-0shared"
      vpc_cidr_block = "10.192.0.0/16"
      subnet_ids     = ["subnet-0a", "subnet-0b"]
      associations   = 2
    }
    webserver = {
      host_name         = ""
      endpoint_ips      = ["10.192.20.20", "10.192.21.20"]
      security_group_id = "sg-0endpoints"
    }
    clients        = { cidr_block = "10.8.0.0/22", login_banner = "For \"analytics\" only: $${etl}" }
    connection_log = { enabled = false }
    tags           = { Team = "data" }
  }

  assert {
    condition     = aws_ec2_client_vpn_network_association.this[*].subnet_id == ["subnet-0a", "subnet-0b"]
    error_message = "both subnets must be associated"
  }
  assert {
    condition = (
      length(aws_cloudwatch_log_group.connections) == 0
      && !aws_ec2_client_vpn_endpoint.this.connection_log_options[0].enabled
      && output.log_group_name == null
    )
    error_message = "nothing must be logged"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.client_login_banner_options[0].enabled
      && aws_ec2_client_vpn_endpoint.this.client_login_banner_options[0].banner_text
      == "For \"analytics\" only: $${etl}"
    )
    error_message = "the banner must be shown as it was given"
  }
  assert {
    condition     = output.login_url == null
    error_message = "half a URL helps nobody"
  }
  assert {
    condition = (
      aws_ec2_client_vpn_endpoint.this.tags == tomap({ Team = "data", Name = "etl-client-vpn" })
      && aws_security_group.this.tags["Team"] == "data"
    )
    error_message = "tags must be on the endpoint and the group"
  }
}
