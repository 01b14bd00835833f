data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # Provider 6 has region and deprecates id and name; provider 5 only has those.
  region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  alarm_arn_prefix = "arn:${local.partition}:cloudwatch:${local.region}:${local.account_id}:alarm:"
}
