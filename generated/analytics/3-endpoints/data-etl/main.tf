# Stage 3, account 111111111111 (owner): endpoints of analytics-data-etl: database and web server.
# Rendered by mwaa_tf: change the configuration and render again, rather than this file.

module "environment_endpoints" {
  source = "../../../../modules/environment-endpoints"

  name       = "analytics-data-etl"
  vpc_id     = local.network.vpc_id
  subnet_ids = local.network.private_subnet_ids

  database_service_name         = local.environment.database_vpc_endpoint_service
  webserver_service_name        = local.environment.webserver_vpc_endpoint_service
  environment_account_id        = "222222222222"
  environment_security_group_id = local.environment.security_group_reference
}
