# The region's zones in the order of their names, which is the order of the template's Fn::GetAZs. Only regular zones,
# in any state, so that an impaired zone keeps its place. Amazon MWAA does not support use1-az3.
data "aws_availability_zones" "this" {
  #checkov:skip=CKV_AWS_394:The list may grow: the first two zones at creation are pinned below:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
  count = local.create ? 1 : 0

  exclude_zone_ids = ["use1-az3"]

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

# Pins the zones chosen at first apply. A subnet that changes its zone is replaced, and so is every environment in it:
# if the region lists its zones differently later, the subnets stay. Zones of the input are followed.
resource "terraform_data" "zone_ids" {
  count = local.create ? 1 : 0

  input = (
    var.availability_zone_ids == null
    ? slice(data.aws_availability_zones.this[0].zone_ids, 0, 2)
    : var.availability_zone_ids
  )

  lifecycle {
    ignore_changes = [input]

    precondition {
      condition     = length(data.aws_availability_zones.this[0].zone_ids) >= 2
      error_message = <<-EOT
        The account sees fewer than two zones in this region
        (${join(", ", data.aws_availability_zones.this[0].zone_ids)}): Amazon MWAA needs two.
      EOT
    }

    precondition {
      condition = (
        var.availability_zone_ids == null
        ? true
        : length(setsubtract(var.availability_zone_ids, data.aws_availability_zones.this[0].zone_ids)) == 0
      )
      error_message = <<-EOT
        availability_zone_ids must be zones of this region: ${join(", ", data.aws_availability_zones.this[0].zone_ids)}.
      EOT
    }
  }
}

locals {
  # Also the keys of everything that exists once per zone: they stay when a zone's ID changes.
  zone_keys = ["az1", "az2"]

  zone_ids = local.create ? {
    for i, key in local.zone_keys : key => (
      var.availability_zone_ids == null ? terraform_data.zone_ids[0].output[i] : var.availability_zone_ids[i]
    )
  } : {}
}
