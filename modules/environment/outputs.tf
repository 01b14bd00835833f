output "airflow_version" {
  description = "The version of Airflow that runs."
  value       = aws_mwaa_environment.this.airflow_version
}

output "arn" {
  description = "ARN of the environment."
  value       = aws_mwaa_environment.this.arn
}

output "database_vpc_endpoint_service" {
  description = "Service name for the endpoint of the metadata database; the VPC's owner makes the endpoint where endpoint_management is CUSTOMER."
  value       = aws_mwaa_environment.this.database_vpc_endpoint_service
}

output "execution_role_arn" {
  description = "ARN of the execution role, created or given."
  value       = local.execution_role_arn
}

output "kms_key_arn" {
  description = "ARN of the customer managed key, created or given; null where AWS owns the key."
  value       = local.kms_key_arn
}

output "log_group_arns" {
  description = "ARNs of the CloudWatch log groups by log (dag_processing, scheduler, task, webserver, worker); a log that is OFF has none."
  value = {
    for log, group in {
      dag_processing = aws_mwaa_environment.this.logging_configuration[0].dag_processing_logs
      scheduler      = aws_mwaa_environment.this.logging_configuration[0].scheduler_logs
      task           = aws_mwaa_environment.this.logging_configuration[0].task_logs
      webserver      = aws_mwaa_environment.this.logging_configuration[0].webserver_logs
      worker         = aws_mwaa_environment.this.logging_configuration[0].worker_logs
    } : log => group[0].cloud_watch_log_group_arn if local.logs[log].enabled
  }
}

output "name" {
  description = "Name of the environment."
  value       = aws_mwaa_environment.this.name
}

output "security_group_ids" {
  description = "Ids of the environment's security groups."
  value       = local.security_group_ids
}

output "security_group_reference" {
  description = "The first security group as account/sg-id, the form in which the VPC's owner admits it. Every interface of the environment carries all groups, so the first admits them all."
  value       = "${local.account_id}/${local.security_group_ids[0]}"
}

output "source_bucket_arn" {
  description = "ARN of the source bucket, created or given."
  value       = local.source_bucket_arn
}

output "source_bucket_name" {
  description = "Name of the source bucket, created or given."
  value       = local.source_bucket_name
}

output "status" {
  description = "Status of the environment when Terraform last read it: PENDING until the owner's endpoints stand, then CREATING and AVAILABLE."
  value       = aws_mwaa_environment.this.status
}

output "subnet_ids" {
  description = "The environment's subnets, in the order in which they were given."
  value       = var.subnet_ids
}

output "webserver_url" {
  description = "Host name of the Airflow UI, without a scheme."
  value       = aws_mwaa_environment.this.webserver_url
}

output "webserver_vpc_endpoint_service" {
  description = "Service name for the endpoint of the web server; the VPC's owner makes the endpoint where endpoint_management is CUSTOMER and the web server has a private side."
  value       = aws_mwaa_environment.this.webserver_vpc_endpoint_service
}
