output "policy_arns" {
  description = <<-EOT
    ARNs of the policies, for externally managed principals: `roles` and `rest_api` by Airflow role, `cli` (null if not
    requested).
  EOT
  value = {
    cli      = var.cli == null ? null : aws_iam_policy.this["cli"].arn
    rest_api = { for role in keys(var.rest_api) : role => aws_iam_policy.this["rest_api/${role}"].arn }
    roles    = { for role in keys(var.roles) : role => aws_iam_policy.this["roles/${role}"].arn }
  }
}
