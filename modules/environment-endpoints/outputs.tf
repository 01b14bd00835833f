output "database_endpoint_id" {
  description = "ID of the metadata database's endpoint."
  value       = aws_vpc_endpoint.database.id
}

output "database_endpoint_ips" {
  description = "Private IP addresses of the metadata database's endpoint, in the order of subnet_ids."
  value       = [for subnet_id in var.subnet_ids : local.database_ips[subnet_id]]
}

output "database_endpoint_state" {
  description = <<-EOT
    State of the metadata database's endpoint when Terraform last read it: available, or the state it is waiting in.
  EOT
  value       = aws_vpc_endpoint.database.state
}

output "environment_rule_id" {
  description = <<-EOT
    ID of the security group rule that admits the environment; it changes whenever the environment's group changes.
  EOT
  value       = aws_vpc_security_group_ingress_rule.environment.security_group_rule_id
}

output "security_group_id" {
  description = "ID of the endpoints' security group."
  value       = aws_security_group.this.id
}

output "webserver_dns_name" {
  description = "Regional DNS name of the web server's endpoint; null without one."
  value       = var.private_webserver ? aws_vpc_endpoint.webserver[0].dns_entry[0].dns_name : null
}

output "webserver_endpoint_id" {
  description = "ID of the web server's endpoint; null without one."
  value       = var.private_webserver ? aws_vpc_endpoint.webserver[0].id : null
}

output "webserver_endpoint_ips" {
  description = "Private IP addresses of the web server's endpoint, in the order of subnet_ids; empty without one."
  value       = [for subnet_id in var.subnet_ids : local.webserver_ips[subnet_id] if var.private_webserver]
}

output "webserver_endpoint_state" {
  description = "State of the web server's endpoint when Terraform last read it; null without one."
  value       = var.private_webserver ? aws_vpc_endpoint.webserver[0].state : null
}
