output "availability_zone_ids" {
  description = "Zone ids of the subnets, in the subnets' order; zone names differ between accounts."
  value       = module.network.availability_zone_ids
}

output "private_route_table_ids" {
  description = "Route tables of the private subnets."
  value       = module.network.private_route_table_ids
}

output "private_subnet_arns" {
  description = "ARNs of the private subnets, in the subnets' order."
  value       = module.network.private_subnet_arns
}

output "private_subnet_ids" {
  description = "The two private subnets. Their order never changes: another one replaces environments."
  value       = module.network.private_subnet_ids
}

output "public_subnet_ids" {
  description = "The public subnets, in the order of their zones; empty without internet access."
  value       = module.network.public_subnet_ids
}

output "resource_share_arn" {
  description = "The resource share of the private subnets."
  value       = module.subnet_share.resource_share_arn
}

output "vpc_cidr_block" {
  description = "Address range of the VPC."
  value       = module.network.vpc_cidr_block
}

output "vpc_id" {
  description = "The VPC."
  value       = module.network.vpc_id
}
