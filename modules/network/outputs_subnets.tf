locals {
  # Created or existing: the attributes that both kinds of subnet share, in the order az1, az2.
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
    error_message = <<-EOT
      The private subnets must be in two different zones, and both are in ${local.private_subnets[0].zone_id}: use one
      in another zone.
    EOT
  }
}

output "private_route_table_ids" {
  description = <<-EOT
    IDs of the private subnets' route tables, az1 first; for an existing VPC each table once. The S3 gateway endpoint
    sets its routes in them.
  EOT
  value = (
    local.create
    ? [for key in local.zone_keys : aws_route_table.private[key].id]
    : local.existing_route_table_ids
  )

  precondition {
    condition     = length(local.unused_route_table_ids) == 0 || length(local.unnamed_route_tables) > 0
    error_message = <<-EOT
      existing.private_route_table_ids: none of the private subnets uses ${join(", ", local.unused_route_table_ids)}.
      List the route tables that they use, or none to look them up.
    EOT
  }

  precondition {
    condition     = length(local.unnamed_route_tables) == 0
    error_message = <<-EOT
      existing.private_route_table_ids: ${join("; ", local.unnamed_route_tables)}, which is not listed. List the route
      tables that the private subnets use, or none to look them up.
    EOT
  }
}

output "private_subnet_arns" {
  description = "ARNs of the two private subnets, az1 first, to share with participants."
  value       = tolist(local.private_subnets[*].arn)

  # Outbound routes exist before the subnets are shared.
  depends_on = [aws_route.private_default, aws_route_table_association.private]
}

output "private_subnet_ids" {
  description = "IDs of the two private subnets, az1 first, for environments and their endpoints."
  value       = tolist(local.private_subnets[*].id)

  # An environment installs its packages while it is created: outbound routes must exist by then.
  depends_on = [aws_route.private_default, aws_route_table_association.private]

  precondition {
    condition     = length(local.foreign_private_subnets) == 0
    error_message = "existing.private_subnet_ids: ${join("; ", local.foreign_private_subnets)}."
  }

  precondition {
    condition     = length(local.subnets_in_unsupported_zones) == 0
    error_message = <<-EOT
      existing.private_subnet_ids: ${join("; ", local.subnets_in_unsupported_zones)}, which Amazon MWAA does not
      support: use a subnet in another zone.
    EOT
  }

  precondition {
    condition     = length(local.subnets_in_local_zones) == 0
    error_message = <<-EOT
      existing.private_subnet_ids: ${join("; ", local.subnets_in_local_zones)}, a Local or Wavelength Zone: Amazon MWAA
      needs Availability Zones of the region.
    EOT
  }

  precondition {
    condition     = length(local.subnets_with_public_addresses) == 0
    error_message = <<-EOT
      existing.private_subnet_ids: ${join(" and ", local.subnets_with_public_addresses)} assigns public addresses on
      launch, so it is not private: disable that, or use another subnet.
    EOT
  }

  precondition {
    condition     = length(local.internet_routes) == 0
    error_message = <<-EOT
      existing.private_subnet_ids: ${join("; ", local.internet_routes)}, so it is not private: associate it with a route
      table without one, or use another subnet.
    EOT
  }
}

output "public_route_table_id" {
  description = "ID of the public subnets' route table. Null without one, and for an existing VPC."
  value       = one(aws_route_table.public[*].id)
}

output "public_subnet_ids" {
  description = <<-EOT
    IDs of the public subnets, az1 first; for an existing VPC in the order of the input. Empty without public subnets.
  EOT
  value = tolist(
    local.create ? [for key in keys(local.public_cidrs) : aws_subnet.public[key].id] : var.existing.public_subnet_ids
  )

  precondition {
    condition     = length(local.foreign_public_subnets) == 0
    error_message = "existing.public_subnet_ids: ${join("; ", local.foreign_public_subnets)}."
  }
}
