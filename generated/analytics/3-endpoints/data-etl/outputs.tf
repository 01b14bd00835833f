output "database_endpoint_id" {
  description = "Endpoint of the metadata database."
  value       = module.environment_endpoints.database_endpoint_id
}

output "security_group_id" {
  description = "Security group of the endpoints."
  value       = module.environment_endpoints.security_group_id
}

output "webserver_dns_name" {
  description = "DNS name of the web server's endpoint, resolvable inside the VPC."
  value       = module.environment_endpoints.webserver_dns_name
}

output "webserver_endpoint_id" {
  description = "Endpoint of the web server."
  value       = module.environment_endpoints.webserver_endpoint_id
}

output "webserver_endpoint_ips" {
  description = "Private addresses of the web server's endpoint: targets of a load balancer."
  value       = module.environment_endpoints.webserver_endpoint_ips
}
