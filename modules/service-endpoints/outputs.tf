output "endpoint_ids" {
  description = "IDs of the endpoints by service, the end of the service's name."
  value = tomap(merge(
    { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id },
    { for endpoint in aws_vpc_endpoint.s3 : "s3" => endpoint.id },
  ))
}

output "policies" {
  description = "The endpoint policies as JSON, by service."
  value       = tomap(local.policies)
}

output "s3_prefix_list_id" {
  description = <<-EOT
    ID of S3's prefix list, for security groups that restrict outbound traffic; null without the gateway endpoint.
  EOT
  value       = one(aws_vpc_endpoint.s3[*].prefix_list_id)
}

output "security_group_id" {
  description = "ID of the interface endpoints' security group."
  value       = aws_security_group.this.id
}
