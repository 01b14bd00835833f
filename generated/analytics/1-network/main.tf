# Stage 1, account 111111111111 (owner): the VPC, its private subnets shared with the participants.
# Rendered by mwaa_tf: change the configuration and render again, rather than this file.

module "network" {
  source = "../../../modules/network"

  name = "analytics"

  cidr_block           = "10.192.0.0/16"
  public_subnet_cidrs  = ["10.192.10.0/24", "10.192.11.0/24"]
  private_subnet_cidrs = ["10.192.20.0/24", "10.192.21.0/24"]

  internet = "nat_gateway_per_az"
}

module "subnet_share" {
  source = "../../../modules/subnet-share"

  name        = "analytics-private-subnets"
  subnet_arns = module.network.private_subnet_arns
  principals  = ["222222222222"]
}
