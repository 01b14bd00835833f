locals {
  # The names of modules/network, so that both accounts show the same.
  _names = var.name == null ? {} : merge(
    { vpc = var.name },
    { for i, key in local._subnet_keys : key => "${var.name} Private Subnet (${upper(key)})" }
  )

  _subnet_keys = ["az1", "az2"]

  resource_ids = merge({ vpc = var.vpc_id }, zipmap(local._subnet_keys, var.subnet_ids))

  # Keyed by place and tag, never by ID: in one apply with the network the IDs are unknown at plan time.
  tags = merge([
    for place in concat(["vpc"], local._subnet_keys) : {
      for key, value in merge(var.tags, { for name in compact([try(local._names[place], null)]) : "Name" => name }) :
      "${place}/${key}" => { place = place, key = key, value = value }
    }
  ]...)
}

# Single tags: the resources belong to another account, and each account has its own tags on them.
resource "aws_ec2_tag" "this" {
  for_each = local.tags

  resource_id = local.resource_ids[each.value.place]
  key         = each.value.key
  value       = each.value.value
}
