locals {
  existing        = var.existing == null ? [] : [var.existing]
  existing_vpc_id = var.existing == null ? "" : var.existing.vpc_id

  existing_private = local.create ? {} : zipmap(local.zone_keys, var.existing.private_subnet_ids)
}

# Without conditions of their own: if anything that a data source depends on has a change, even of a tag, Terraform
# defers reading one with conditions to the apply, and plans to replace whatever uses it. The outputs have the
# conditions.
data "aws_vpc" "existing" {
  count = length(local.existing)

  id = local.existing[count.index].vpc_id
}

data "aws_subnet" "existing_private" {
  for_each = local.existing_private

  id = each.value
}

data "aws_subnet" "existing_public" {
  count = var.existing == null ? 0 : length(var.existing.public_subnet_ids)

  id = var.existing.public_subnet_ids[count.index]
}

locals {
  foreign_vpcs = [
    for vpc in data.aws_vpc.existing :
    "${vpc.id} belongs to account ${vpc.owner_id}, not to ${data.aws_caller_identity.current.account_id}"
    if vpc.owner_id != data.aws_caller_identity.current.account_id
  ]

  vpcs_without_dns = [
    for vpc in data.aws_vpc.existing : vpc.id
    if !(vpc.enable_dns_support && vpc.enable_dns_hostnames)
  ]

  foreign_private_subnets = [
    for subnet in data.aws_subnet.existing_private :
    "${subnet.id} belongs to ${subnet.vpc_id}, not to ${local.existing_vpc_id}"
    if subnet.vpc_id != local.existing_vpc_id
  ]

  foreign_public_subnets = [
    for subnet in data.aws_subnet.existing_public :
    "${subnet.id} belongs to ${subnet.vpc_id}, not to ${local.existing_vpc_id}"
    if subnet.vpc_id != local.existing_vpc_id
  ]

  subnets_in_unsupported_zones = [
    for subnet in data.aws_subnet.existing_private : "${subnet.id} is in ${subnet.availability_zone_id}"
    if subnet.availability_zone_id == "use1-az3"
  ]

  subnets_in_local_zones = [
    for subnet in data.aws_subnet.existing_private : "${subnet.id} is in ${subnet.availability_zone_id}"
    if !can(regex("^[a-z]+[0-9]+-az[0-9]+$", subnet.availability_zone_id))
  ]

  subnets_with_public_addresses = [
    for subnet in data.aws_subnet.existing_private : subnet.id
    if subnet.map_public_ip_on_launch
  ]
}
