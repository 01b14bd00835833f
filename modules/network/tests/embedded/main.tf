# Somebody's own root module: what the module is given does not exist yet, so its IDs are unknown in the plan.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "terraform_data" "own" {
  for_each = toset(["vpc", "private_1", "private_2", "public", "route_table", "kms_key"])
}

module "existing" {
  source = "../.."

  existing = {
    vpc_id                  = terraform_data.own["vpc"].id
    private_subnet_ids      = [terraform_data.own["private_1"].id, terraform_data.own["private_2"].id]
    private_route_table_ids = [terraform_data.own["route_table"].id]
    public_subnet_ids       = [terraform_data.own["public"].id]
  }
}

module "created" {
  source = "../.."

  flow_logs = { kms_key_arn = terraform_data.own["kms_key"].id }
}

output "lengths" {
  value = {
    for name, network in { existing = module.existing, created = module.created } : name => {
      availability_zone_ids         = length(network.availability_zone_ids)
      nat_gateway_public_ips        = length(network.nat_gateway_public_ips)
      private_route_table_ids       = length(network.private_route_table_ids)
      private_subnet_arns           = length(network.private_subnet_arns)
      private_subnet_ids            = length(network.private_subnet_ids)
      public_subnet_ids             = length(network.public_subnet_ids)
    }
  }
}
