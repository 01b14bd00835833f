data "aws_region" "current" {}

locals {
  # Provider 6 has region and deprecates id and name; provider 5 only has those.
  region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))
}
