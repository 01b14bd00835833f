output "client_configuration_command" {
  description = <<-EOT
    Command that writes the clients' OpenVPN configuration to client-config.ovpn, once the endpoint is available. With
    mutual authentication each client adds its own certificate and key.
  EOT
  value = join(" ", [
    "aws ec2 export-client-vpn-client-configuration --region ${local.region}",
    "--client-vpn-endpoint-id ${aws_ec2_client_vpn_endpoint.this.id} --output text > client-config.ovpn",
  ])
}

output "dns_name" {
  description = "DNS name of the Client VPN endpoint, to which clients connect."
  value       = aws_ec2_client_vpn_endpoint.this.dns_name
}

output "log_group_name" {
  description = "Log group of the connections; null without a log."
  value       = one(aws_cloudwatch_log_group.connections[*].name)
}

output "login_url" {
  description = "URL of the UI for connected clients; append # and a web login token. Null without host_name."
  value = (
    try(length(var.webserver.host_name) > 0, false)
    ? "https://${var.webserver.host_name}/aws_mwaa/aws-console-sso?login=true"
    : null
  )
}

output "security_group_id" {
  description = "ID of the VPN's security group."
  value       = aws_security_group.this.id
}

output "self_service_portal_url" {
  description = "URL where users download their configuration; null without a self-service portal."
  value = (
    var.authentication.self_service_saml_provider_arn == null
    ? null
    : aws_ec2_client_vpn_endpoint.this.self_service_portal_url
  )
}

output "vpn_endpoint_id" {
  description = "ID of the Client VPN endpoint."
  value       = aws_ec2_client_vpn_endpoint.this.id
}
