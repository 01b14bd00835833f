module "mwaa_network" {
  source = "../../modules/mwaa/network"

  existing = {
    vpc_id             = module.network.vpc_id
    private_subnet_ids = slice(module.network.private_subnets, 0, 2)
  }
}

module "mwaa_subnet_share" {
  source = "../../modules/mwaa/subnet-share"

  name        = "${var.mwaa_name}-private-subnets"
  subnet_arns = module.mwaa_network.private_subnet_arns
  principals  = var.mwaa_principals
}

module "mwaa_environment" {
  source = "../../modules/mwaa/environment"

  name = var.mwaa_name

  vpc_id     = module.mwaa_network.vpc_id
  subnet_ids = module.mwaa_subnet_share.subnet_ids
}

module "mwaa_environment_endpoints" {
  source = "../../modules/mwaa/environment-endpoints"

  name       = var.mwaa_name
  vpc_id     = module.mwaa_network.vpc_id
  subnet_ids = module.mwaa_network.private_subnet_ids

  database_service_name         = module.mwaa_environment.database_vpc_endpoint_service
  webserver_service_name        = module.mwaa_environment.webserver_vpc_endpoint_service
  environment_security_group_id = module.mwaa_environment.security_group_reference
}

variable "mwaa_name" {
  description = "Name of the environment, and prefix of all names."
  type        = string
}

variable "mwaa_principals" {
  description = "Principals of the owner's own organization that may use the subnets."
  type        = set(string)
}
