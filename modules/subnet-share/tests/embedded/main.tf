# Somebody's own root module: the subnets do not exist yet, so their ARNs are unknown in the plan.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "terraform_data" "subnet" {
  count = 2
}

module "subnet_share" {
  source = "../.."

  name        = "analytics"
  subnet_arns = terraform_data.subnet[*].id
  principals  = ["222222222222"]
}

output "shared_subnets" {
  value = length(module.subnet_share.subnet_ids)
}
