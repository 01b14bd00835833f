data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  dns_suffix = data.aws_partition.current.dns_suffix
  partition  = data.aws_partition.current.partition

  # Provider 6 has region and deprecates id and name; provider 5 only has those.
  region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  # Composed rather than read from the bucket, so that the first plan shows all permissions.
  bucket_arn = "arn:${local.partition}:s3:::${var.name}"
}
