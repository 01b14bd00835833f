data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id

  # Provider 6 has region and deprecates id and name; provider 5 only has those.
  _region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  airflow = "arn:${data.aws_partition.current.partition}:airflow:${local._region}:${local.account_id}"
}
