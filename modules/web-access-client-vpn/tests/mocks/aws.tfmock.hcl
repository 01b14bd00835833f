mock_data "aws_region" {
  defaults = { id = "eu-west-1" }
}

mock_resource "aws_ec2_client_vpn_endpoint" {
  defaults = {
    id                      = "cvpn-endpoint-0vpn"
    dns_name                = "*.cvpn-endpoint-0vpn.prod.clientvpn.eu-west-1.amazonaws.com"
    self_service_portal_url = "https://self-service.clientvpn.amazonaws.com/endpoints/cvpn-endpoint-0vpn"
  }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0vpn" }
}
