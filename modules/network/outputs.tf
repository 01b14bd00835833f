output "flow_log_group_name" {
  description = "Name of the CloudWatch log group of the VPC's flow logs. Null without flow logs."
  value       = one(aws_cloudwatch_log_group.flow_logs[*].name)
}

output "internet_gateway_id" {
  description = "ID of the internet gateway. Null without one, and for an existing VPC."
  value       = one(aws_internet_gateway.this[*].id)
}

output "nat_gateway_public_ips" {
  description = <<-EOT
    Public addresses of the private subnets' outbound traffic, az1 first, for allow lists of external services. Empty
    without NAT gateways, and for an existing VPC.
  EOT
  value = tolist([
    for key in local.zone_keys : aws_eip.nat[key].public_ip
    if contains(values(local.private_exits), key)
  ])
}

output "security_group_id" {
  description = <<-EOT
    ID of the template's security group, for environments of the VPC's own account. Null for an existing VPC.
  EOT
  value       = one(aws_security_group.this[*].id)

  # Creating an environment fails with a group that has no rules yet.
  depends_on = [aws_vpc_security_group_egress_rule.all, aws_vpc_security_group_ingress_rule.self]
}

output "vpc_cidr_block" {
  description = "IPv4 range of the VPC, in CIDR notation."
  value       = local.create ? one(aws_vpc.this[*].cidr_block) : one(data.aws_vpc.existing[*].cidr_block)
}

output "vpc_id" {
  description = "ID of the VPC."
  value       = local.create ? one(aws_vpc.this[*].id) : var.existing.vpc_id

  precondition {
    condition     = length(local.foreign_vpcs) == 0
    error_message = <<-EOT
      existing.vpc_id: ${join("; ", local.foreign_vpcs)}: only the owner of a VPC can share its subnets and create
      endpoints in it.
    EOT
  }

  precondition {
    condition     = length(local.vpcs_without_dns) == 0
    error_message = <<-EOT
      existing.vpc_id: ${join(", ", local.vpcs_without_dns)} must have both DNS resolution and DNS host names enabled
      (VPC settings, or aws ec2 modify-vpc-attribute): private DNS names of endpoints require them.
    EOT
  }
}
