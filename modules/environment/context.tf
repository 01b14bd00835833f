data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  dns_suffix = data.aws_partition.current.dns_suffix
  partition  = data.aws_partition.current.partition

  # Provider 6 has region and deprecates id and name; provider 5 only has those.
  region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  # Composed rather than read from the environment: the role and the key that refer to them are created before it.
  environment_arn   = "arn:${local.partition}:airflow:${local.region}:${local.account_id}:environment/${var.name}"
  log_group_pattern = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:airflow-${var.name}-*"
}
