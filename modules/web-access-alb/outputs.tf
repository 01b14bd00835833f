output "arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "dns_name" {
  description = "DNS name of the load balancer, for a record in another account or at another provider."
  value       = aws_lb.this.dns_name
}

output "login_url" {
  description = "URL of Airflow's login by web login token; append # and the token, which expires after 60 seconds."
  value       = "https://${local.host_name}/aws_mwaa/aws-console-sso?login=true"

  # The URL works as soon as it is output: its name resolves, and the web server is registered.
  depends_on = [
    aws_lb_listener.https,
    aws_lb_target_group_attachment.webserver,
    aws_route53_record.this,
    aws_vpc_security_group_egress_rule.webserver,
    aws_vpc_security_group_ingress_rule.webserver,
  ]
}

output "name_map" {
  description = <<-EOT
    Host names that must resolve to the load balancer without a record of this module: the domain's if its record is
    managed externally; without a domain the web server's own, to which Airflow redirects. Host name to DNS name of the
    load balancer.
  EOT
  value = tomap(
    local.has_record ? {} : { (var.domain == null ? var.webserver.host_name : var.domain.name) = aws_lb.this.dns_name }
  )
}

output "private_zone_id" {
  description = "ID of the private hosted zone; null without one. It can be associated with further VPCs."
  value       = one(aws_route53_zone.private[*].zone_id)
}

output "security_group_id" {
  description = "ID of the load balancer's security group."
  value       = aws_security_group.this.id
}

output "target_group_arn" {
  description = "ARN of the target group of the web server's addresses, to which health checks and metrics refer."
  value       = aws_lb_target_group.webserver.arn
}

output "zone_id" {
  description = "ID of Elastic Load Balancing's hosted zone of dns_name, for an alias record in another zone."
  value       = aws_lb.this.zone_id
}
