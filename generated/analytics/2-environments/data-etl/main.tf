# Stage 2, account 222222222222 (data): environment analytics-data-etl, PENDING until stage 3.
# Rendered by mwaa_tf: change the configuration and render again, rather than this file.

module "environment" {
  source = "../../../../modules/environment"

  name = "analytics-data-etl"

  vpc_id                = local.network.vpc_id
  subnet_ids            = local.network.private_subnet_ids
  endpoint_management   = "CUSTOMER"
  webserver_access_mode = "PRIVATE_ONLY"

  airflow = { dag_s3_path = "dags" }
}
