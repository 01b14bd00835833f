output "airflow_version" {
  description = "Version of Airflow that runs."
  value       = module.environment.airflow_version
}

output "database_vpc_endpoint_service" {
  description = "Service name of the metadata database; the owner creates an endpoint to it."
  value       = module.environment.database_vpc_endpoint_service
}

output "environment_arn" {
  description = "ARN of the environment."
  value       = module.environment.arn
}

output "execution_role_arn" {
  description = "The role that Airflow runs as."
  value       = module.environment.execution_role_arn
}

output "security_group_reference" {
  description = "The environment's security group as `account/sg-…`, for rules of the owner."
  value       = module.environment.security_group_reference
}

output "source_bucket_arn" {
  description = "The bucket with the DAGs."
  value       = module.environment.source_bucket_arn
}

output "status" {
  description = "Status when last applied or refreshed; PENDING until the endpoints exist."
  value       = module.environment.status
}

output "subnet_ids" {
  description = "The environment's own subnets; its endpoints are created in the same ones."
  value       = module.environment.subnet_ids
}

output "webserver_url" {
  description = "Host name of the Airflow web server."
  value       = module.environment.webserver_url
}

output "webserver_vpc_endpoint_service" {
  description = "Service name of the web server; the owner creates an endpoint to it where access is private."
  value       = module.environment.webserver_vpc_endpoint_service
}
