output "endpoint_ids" {
  description = "Ids of the endpoints, by service: the end of the service's name."
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
  description = "Id of S3's prefix list, for groups that let out only what they must; null without the gateway endpoint."
  value       = one(aws_vpc_endpoint.s3[*].prefix_list_id)
}

output "security_group_id" {
  description = "Id of the interface endpoints' security group."
  value       = aws_security_group.this.id
}
