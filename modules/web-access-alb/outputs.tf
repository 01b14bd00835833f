output "arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "dns_name" {
  description = "DNS name of the load balancer: what a record of another account or provider leads to."
  value       = aws_lb.this.dns_name
}

output "login_url" {
  description = "URL of Airflow's login by web login token; append # and the token, which lives for 60 seconds."
  value       = "https://${local.host_name}/aws_mwaa/aws-console-sso?login=true"

  # Whoever opens it finds a name that is known, and a web server behind it.
  depends_on = [
    aws_lb_listener.https,
    aws_lb_target_group_attachment.webserver,
    aws_route53_record.this,
    aws_vpc_security_group_egress_rule.webserver,
    aws_vpc_security_group_ingress_rule.webserver,
  ]
}

output "name_map" {
  description = "Host names that must lead a browser to the balancer and that no record here does: the web server's own, and the domain's where its record is made elsewhere. Host name to DNS name of the balancer."
  value = tomap(merge(
    { (var.webserver.host_name) = aws_lb.this.dns_name },
    var.domain == null || local.has_record ? {} : { (local.host_name) = aws_lb.this.dns_name },
  ))
}

output "private_zone_id" {
  description = "Id of the private hosted zone; null without one. Another VPC sees it once it is associated."
  value       = one(aws_route53_zone.private[*].zone_id)
}

output "security_group_id" {
  description = "Id of the load balancer's security group."
  value       = aws_security_group.this.id
}

output "target_group_arn" {
  description = "ARN of the target group with the web server's addresses, as its health checks and metrics name it."
  value       = aws_lb_target_group.webserver.arn
}

output "zone_id" {
  description = "Id of Elastic Load Balancing's hosted zone of dns_name: what an alias record elsewhere needs."
  value       = aws_lb.this.zone_id
}
