locals {
  existing        = var.existing == null ? [] : [var.existing]
  existing_vpc_id = var.existing == null ? "" : var.existing.vpc_id
  existing_subnet_ids = (
    var.existing == null ? [] : concat(var.existing.private_subnet_ids, var.existing.public_subnet_ids)
  )

  # What is looked up waits for the searches, of the VPC and then of its subnets, so that wrong IDs are one error. Each
  # attribute is known by itself, also while a search is deferred.
  _after_vpc = {
    existing = local.existing
    search   = data.aws_vpcs.existing
  }
  _after_subnets = {
    existing = local.existing_in_vpc
    search   = data.aws_subnets.existing
  }
  existing_in_vpc   = local._after_vpc.existing
  searched_existing = local._after_subnets.existing

  existing_private = local.create ? {} : zipmap(local.zone_keys, local.searched_existing[0].private_subnet_ids)
}

# Finds none without an error, so that the condition can name the ID. Nothing uses what it returns: if anything that a
# data source depends on has a change, even of a tag, Terraform defers reading one with conditions to the apply, and
# plans to replace whatever uses it.
data "aws_vpcs" "existing" {
  count = length(local.existing)

  filter {
    name   = "vpc-id"
    values = [local.existing[count.index].vpc_id]
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) == 1
      error_message = <<-EOT
        existing.vpc_id: ${local.existing_vpc_id} does not exist in account
        ${data.aws_caller_identity.current.account_id}, region ${local.region}: check the ID, and the account and region
        of the provider.
      EOT
    }
  }
}

# All subnets at once, so that one error names all IDs that are wrong.
data "aws_subnets" "existing" {
  count = length(local.existing_in_vpc)

  filter {
    name = "subnet-id"
    values = concat(
      local.existing_in_vpc[count.index].private_subnet_ids,
      local.existing_in_vpc[count.index].public_subnet_ids
    )
  }

  lifecycle {
    postcondition {
      condition     = length(setsubtract(local.existing_subnet_ids, self.ids)) == 0
      error_message = <<-EOT
        existing: ${join(", ", setsubtract(local.existing_subnet_ids, self.ids))}: no such subnet in account
        ${data.aws_caller_identity.current.account_id}, region ${local.region}: check private_subnet_ids and
        public_subnet_ids.
      EOT
    }
  }
}

# Without conditions of their own, for the same reason: the outputs have them.
data "aws_vpc" "existing" {
  count = length(local.searched_existing)

  id = local.searched_existing[count.index].vpc_id
}

data "aws_subnet" "existing_private" {
  for_each = local.existing_private

  id = each.value
}

data "aws_subnet" "existing_public" {
  count = var.existing == null ? 0 : length(var.existing.public_subnet_ids)

  id = local.searched_existing[0].public_subnet_ids[count.index]
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
