# The route table that each private subnet really goes by: its own, or else the VPC's main one.
data "aws_route_tables" "existing_private" {
  for_each = local._existing_private

  vpc_id = var.existing.vpc_id

  filter {
    name   = "association.subnet-id"
    values = [each.value]
  }
}

data "aws_route_tables" "existing_main" {
  count = length(local._existing)

  vpc_id = local._existing[count.index].vpc_id

  filter {
    name   = "association.main"
    values = ["true"]
  }
}

data "aws_route_table" "existing_private" {
  for_each = local._existing_private

  route_table_id = one(coalescelist(data.aws_route_tables.existing_private[each.key].ids, data.aws_route_tables.existing_main[0].ids))

  lifecycle {
    postcondition {
      condition     = alltrue([for route in self.routes : !startswith(route.gateway_id, "igw-")])
      error_message = "existing.private_subnet_ids: ${each.value} has a route to an internet gateway (in ${self.route_table_id}), so it is not private: associate it with a route table that has none, or name another subnet."
    }

    postcondition {
      condition     = length(var.existing.private_route_table_ids) == 0 || contains(var.existing.private_route_table_ids, self.route_table_id)
      error_message = "existing.private_route_table_ids: ${each.value} goes by ${self.route_table_id}, which is not among them. Name the tables that the private subnets go by, or none: then those are taken."
    }
  }
}

locals {
  _found_route_table_ids = distinct([for key in keys(local._existing_private) : data.aws_route_table.existing_private[key].route_table_id])
  _given_route_table_ids = local._create ? [] : var.existing.private_route_table_ids

  # As they were given, where they were: so their number is known before the VPC is, in one apply with it.
  _existing_route_table_ids = length(local._given_route_table_ids) > 0 ? local._given_route_table_ids : local._found_route_table_ids
  _unused_route_table_ids   = setsubtract(local._given_route_table_ids, local._found_route_table_ids)
}
