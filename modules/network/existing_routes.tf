# The route table that each private subnet uses: its own, or else the VPC's main one.
data "aws_route_tables" "existing_private" {
  for_each = local.existing_private

  vpc_id = local.searched_existing[0].vpc_id

  filter {
    name   = "association.subnet-id"
    values = [each.value]
  }
}

data "aws_route_tables" "existing_main" {
  count = length(local.searched_existing)

  vpc_id = local.searched_existing[count.index].vpc_id

  filter {
    name   = "association.main"
    values = ["true"]
  }
}

data "aws_route_table" "existing_private" {
  for_each = local.existing_private

  route_table_id = one(coalescelist(
    data.aws_route_tables.existing_private[each.key].ids,
    data.aws_route_tables.existing_main[0].ids
  ))
}

locals {
  _found_route_table_ids = distinct([
    for key in keys(local.existing_private) : data.aws_route_table.existing_private[key].route_table_id
  ])
  _given_route_table_ids = local.create ? [] : var.existing.private_route_table_ids

  # As in the input, if set: their number is then known in one apply with the VPC, before it exists.
  existing_route_table_ids = (
    length(local._given_route_table_ids) > 0
    ? local._given_route_table_ids
    : local._found_route_table_ids
  )
  unused_route_table_ids = setsubtract(local._given_route_table_ids, local._found_route_table_ids)

  unnamed_route_tables = [
    for key, table in data.aws_route_table.existing_private :
    "${local.existing_private[key]} uses ${table.route_table_id}"
    if length(local._given_route_table_ids) > 0 && !contains(local._given_route_table_ids, table.route_table_id)
  ]

  internet_routes = [
    for key, table in data.aws_route_table.existing_private :
    "${local.existing_private[key]} has a route to an internet gateway (in ${table.route_table_id})"
    if anytrue([for route in table.routes : startswith(route.gateway_id, "igw-")])
  ]
}
