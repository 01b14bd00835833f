# The region's zones in the order of their names, which is the order of the template's Fn::GetAZs. Only regular zones; in whatever
# state, so that a zone in trouble keeps its place. use1-az3 is left out because Amazon MWAA does not support it.
data "aws_availability_zones" "this" {
  #checkov:skip=CKV_AWS_394:The list may grow: two zones are taken from it, once, and remembered. https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
  count = local.create ? 1 : 0

  exclude_zone_ids = ["use1-az3"]

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

# The memory of the first lookup. A subnet that changes its zone is replaced, and so is every environment in it: should the region
# ever list its zones differently, the subnets stay where they are. Zones that are asked for are followed.
resource "terraform_data" "zone_ids" {
  count = local.create ? 1 : 0

  input = var.availability_zone_ids == null ? slice(data.aws_availability_zones.this[0].zone_ids, 0, 2) : var.availability_zone_ids

  lifecycle {
    ignore_changes = [input]

    precondition {
      condition     = length(data.aws_availability_zones.this[0].zone_ids) >= 2
      error_message = "This region shows fewer than two zones to the account (${join(", ", data.aws_availability_zones.this[0].zone_ids)}): Amazon MWAA needs two."
    }

    precondition {
      condition     = var.availability_zone_ids == null ? true : length(setsubtract(var.availability_zone_ids, data.aws_availability_zones.this[0].zone_ids)) == 0
      error_message = "availability_zone_ids must be zones of this region: ${join(", ", data.aws_availability_zones.this[0].zone_ids)}."
    }
  }
}

locals {
  # Also the keys of everything that exists once per zone: they outlive a change of the zone's ID.
  zone_keys = ["az1", "az2"]

  zone_ids = local.create ? {
    for i, key in local.zone_keys : key => (
      var.availability_zone_ids == null ? terraform_data.zone_ids[0].output[i] : var.availability_zone_ids[i]
    )
  } : {}
}
