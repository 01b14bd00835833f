output "airflow_version" {
  description = "Version of Airflow that runs."
  value       = aws_mwaa_environment.this.airflow_version
}

output "arn" {
  description = "ARN of the environment."
  value       = aws_mwaa_environment.this.arn
}

output "database_vpc_endpoint_service" {
  description = <<-EOT
    Service name of the metadata database's endpoint, which the VPC's owner creates if endpoint_management is CUSTOMER.
  EOT
  value       = aws_mwaa_environment.this.database_vpc_endpoint_service
}

output "execution_role_arn" {
  description = "ARN of the execution role, created or existing."
  value       = local.execution_role_arn
}

output "kms_key_arn" {
  description = "ARN of the customer managed key, created or existing; null if AWS owns the key."
  value       = local.kms_key_arn
}

output "log_group_arns" {
  description = <<-EOT
    ARNs of the CloudWatch log groups by log: dag_processing, scheduler, task, webserver, worker. A log that is OFF has
    none.
  EOT
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
  description = "IDs of the environment's security groups."
  value       = local.security_group_ids
}

output "security_group_reference" {
  description = <<-EOT
    First security group as account/sg-id, the form in which the VPC's owner admits it. Every network interface of the
    environment carries all groups, so admitting the first one admits them all.
  EOT
  value       = "${local.account_id}/${local.security_group_ids[0]}"
}

output "source_bucket_arn" {
  description = "ARN of the source bucket, created or existing."
  value       = local.source_bucket_arn
}

output "source_bucket_name" {
  description = "Name of the source bucket, created or existing."
  value       = local.source_bucket_name
}

output "status" {
  description = <<-EOT
    Status of the environment when Terraform last read it: PENDING until the owner's endpoints exist, then CREATING and
    AVAILABLE.
  EOT
  value       = aws_mwaa_environment.this.status
}

output "subnet_ids" {
  description = "The environment's subnets, in the order of the input."
  value       = var.subnet_ids
}

output "webserver_url" {
  description = "Host name of the Airflow UI, without a scheme."
  value       = aws_mwaa_environment.this.webserver_url
}

output "webserver_vpc_endpoint_service" {
  description = <<-EOT
    Service name of the web server's endpoint, which the VPC's owner creates if endpoint_management is CUSTOMER and the
    web server is private.
  EOT
  value       = aws_mwaa_environment.this.webserver_vpc_endpoint_service
}
