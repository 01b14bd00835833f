# live/prod/eu-west-1/mwaa-network/terragrunt.hcl

include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/modules/mwaa//network"
}

dependency "vpc" {
  config_path = "../vpc"
}

inputs = {
  existing = {
    vpc_id             = dependency.vpc.outputs.vpc_id
    private_subnet_ids = slice(dependency.vpc.outputs.private_subnets, 0, 2)
  }
}

# live/prod/eu-west-1/mwaa-subnet-share/terragrunt.hcl

include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/modules/mwaa//subnet-share"
}

dependency "mwaa-network" {
  config_path = "../mwaa-network"
}

inputs = {
  subnet_arns = dependency.mwaa-network.outputs.private_subnet_arns
  # name: Name of the environment, and prefix of all names.
  # principals: Principals of the owner's own organization that may use the subnets.
}

# live/prod/eu-west-1/mwaa-environment/terragrunt.hcl

include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/modules/mwaa//environment"
}

dependency "mwaa-network" {
  config_path = "../mwaa-network"
}

dependency "mwaa-subnet-share" {
  config_path = "../mwaa-subnet-share"
}

inputs = {
  vpc_id     = dependency.mwaa-network.outputs.vpc_id
  subnet_ids = dependency.mwaa-subnet-share.outputs.subnet_ids
  # name: Name of the environment, and prefix of all names.
}

# live/prod/eu-west-1/mwaa-environment-endpoints/terragrunt.hcl

include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/modules/mwaa//environment-endpoints"
}

dependency "mwaa-environment" {
  config_path = "../mwaa-environment"
}

dependency "mwaa-network" {
  config_path = "../mwaa-network"
}

inputs = {
  vpc_id                        = dependency.mwaa-network.outputs.vpc_id
  subnet_ids                    = dependency.mwaa-network.outputs.private_subnet_ids
  database_service_name         = dependency.mwaa-environment.outputs.database_vpc_endpoint_service
  webserver_service_name        = dependency.mwaa-environment.outputs.webserver_vpc_endpoint_service
  environment_security_group_id = dependency.mwaa-environment.outputs.security_group_reference
  # name: Name of the environment, and prefix of all names.
}
