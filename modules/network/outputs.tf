locals {
  # Created or there already: what both kinds of subnet have in common, in the order az1, az2.
  private_subnets = [
    for key in local.zone_keys : local.create ? {
      arn     = aws_subnet.private[key].arn
      id      = aws_subnet.private[key].id
      zone_id = aws_subnet.private[key].availability_zone_id
      } : {
      arn     = data.aws_subnet.existing_private[key].arn
      id      = local.existing_private[key]
      zone_id = data.aws_subnet.existing_private[key].availability_zone_id
    }
  ]
}

output "availability_zone_ids" {
  description = "IDs of the zones of the private subnets, az1 first."
  value       = tolist(local.private_subnets[*].zone_id)

  precondition {
    condition     = length(distinct(local.private_subnets[*].zone_id)) == 2
    error_message = "The private subnets must stand in two different zones, and both are in ${local.private_subnets[0].zone_id}: name one in another zone."
  }
}

output "flow_log_group_name" {
  description = "Name of the CloudWatch log group of the VPC's flow logs. Null without flow logs."
  value       = one(aws_cloudwatch_log_group.flow_logs[*].name)
}

output "internet_gateway_id" {
  description = "ID of the internet gateway. Null where there is none, and for an existing VPC."
  value       = one(aws_internet_gateway.this[*].id)
}

output "nat_gateway_public_ips" {
  description = "Public addresses that traffic of the private subnets comes from, az1 first: what allow lists of others need. Empty without NAT gateways, and for an existing VPC."
  value       = tolist([for key in local.zone_keys : aws_eip.nat[key].public_ip if contains(values(local.private_exits), key)])
}

output "private_route_table_ids" {
  description = "IDs of the private subnets' route tables, az1 first; of an existing VPC each table once, as given or as found. The S3 gateway endpoint goes into them."
  value       = local.create ? [for key in local.zone_keys : aws_route_table.private[key].id] : local.existing_route_table_ids

  precondition {
    condition     = length(local.unused_route_table_ids) == 0 || length(local.unnamed_route_tables) > 0
    error_message = "existing.private_route_table_ids: none of the private subnets goes by ${join(", ", local.unused_route_table_ids)}. Name the tables that they go by, or none: then those are taken."
  }

  precondition {
    condition     = length(local.unnamed_route_tables) == 0
    error_message = "existing.private_route_table_ids: ${join("; ", local.unnamed_route_tables)}, which is not among them. Name the tables that the private subnets go by, or none: then those are taken."
  }
}

output "private_subnet_arns" {
  description = "ARNs of the two private subnets, az1 first: what is shared with participants."
  value       = tolist(local.private_subnets[*].arn)

  # A share, and whoever comes after it, finds the way out in place.
  depends_on = [aws_route.private_default, aws_route_table_association.private]
}

output "private_subnet_ids" {
  description = "IDs of the two private subnets, az1 first: where environments and their endpoints stand."
  value       = tolist(local.private_subnets[*].id)

  # An environment installs its packages while it is created: the way out must be in place by then.
  depends_on = [aws_route.private_default, aws_route_table_association.private]

  precondition {
    condition     = length(local.foreign_private_subnets) == 0
    error_message = "existing.private_subnet_ids: ${join("; ", local.foreign_private_subnets)}."
  }

  precondition {
    condition     = length(local.subnets_in_unsupported_zones) == 0
    error_message = "existing.private_subnet_ids: ${join("; ", local.subnets_in_unsupported_zones)}, which Amazon MWAA does not support: name a subnet in another zone."
  }

  precondition {
    condition     = length(local.subnets_in_local_zones) == 0
    error_message = "existing.private_subnet_ids: ${join("; ", local.subnets_in_local_zones)}, a Local or Wavelength Zone: Amazon MWAA needs Availability Zones of the region."
  }

  precondition {
    condition     = length(local.subnets_with_public_addresses) == 0
    error_message = "existing.private_subnet_ids: ${join(" and ", local.subnets_with_public_addresses)} gives public addresses on launch, so it is not private: switch that off, or name another subnet."
  }

  precondition {
    condition     = length(local.internet_routes) == 0
    error_message = "existing.private_subnet_ids: ${join("; ", local.internet_routes)}, so it is not private: associate it with a route table that has none, or name another subnet."
  }
}

output "public_route_table_id" {
  description = "ID of the public subnets' route table. Null where there is none, and for an existing VPC."
  value       = one(aws_route_table.public[*].id)
}

output "public_subnet_ids" {
  description = "IDs of the public subnets, az1 first; for an existing VPC as they were given. Empty where there are none."
  value       = tolist(local.create ? [for key in keys(local.public_cidrs) : aws_subnet.public[key].id] : var.existing.public_subnet_ids)

  precondition {
    condition     = length(local.foreign_public_subnets) == 0
    error_message = "existing.public_subnet_ids: ${join("; ", local.foreign_public_subnets)}."
  }
}

output "security_group_id" {
  description = "ID of the template's security group, for environments of the VPC's own account. Null for an existing VPC."
  value       = one(aws_security_group.this[*].id)

  # A group without its rules would keep an environment from coming up.
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
    error_message = "existing.vpc_id: ${join("; ", local.foreign_vpcs)}: only the owner of a VPC can share its subnets and make endpoints in it."
  }

  precondition {
    condition     = length(local.vpcs_without_dns) == 0
    error_message = "existing.vpc_id: ${join(", ", local.vpcs_without_dns)} must have both DNS resolution and DNS host names switched on (VPC settings, or aws ec2 modify-vpc-attribute): private DNS names of endpoints need them."
  }
}
