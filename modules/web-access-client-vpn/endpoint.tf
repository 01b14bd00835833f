locals {
  is_saml = var.authentication.saml_provider_arn != null

  # "The base of the VPC network range plus two" (Amazon VPC user guide, AmazonDNS-concepts): resolves the endpoint's
  # names.
  dns_servers = coalesce(var.clients.dns_servers, [cidrhost(var.network.vpc_cidr_block, 2)])
}

resource "aws_ec2_client_vpn_endpoint" "this" {
  description            = "The way to the web server of ${var.name}"
  server_certificate_arn = var.authentication.server_certificate_arn
  client_cidr_block      = var.clients.cidr_block

  vpc_id             = var.network.vpc_id
  security_group_ids = [aws_security_group.this.id]

  dns_servers           = local.dns_servers
  split_tunnel          = var.clients.split_tunnel
  transport_protocol    = var.clients.transport_protocol
  vpn_port              = var.clients.port
  session_timeout_hours = var.clients.session_timeout_hours
  self_service_portal   = var.authentication.self_service_saml_provider_arn == null ? "disabled" : "enabled"

  authentication_options {
    type                           = local.is_saml ? "federated-authentication" : "certificate-authentication"
    root_certificate_chain_arn     = var.authentication.client_certificate_arn
    saml_provider_arn              = var.authentication.saml_provider_arn
    self_service_saml_provider_arn = var.authentication.self_service_saml_provider_arn
  }

  client_login_banner_options {
    enabled     = var.clients.login_banner != null
    banner_text = var.clients.login_banner
  }

  connection_log_options {
    enabled              = var.connection_log.enabled
    cloudwatch_log_group = var.connection_log.enabled ? aws_cloudwatch_log_group.connections[0].name : null
  }

  tags = merge(var.tags, { Name = "${var.name}-client-vpn" })
}

resource "aws_ec2_client_vpn_network_association" "this" {
  count = var.network.associations

  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.this.id
  subnet_id              = var.network.subnet_ids[count.index]
}
