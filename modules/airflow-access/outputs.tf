output "policy_arns" {
  description = "ARNs of the policies, for principals that are managed elsewhere: `roles` and `rest_api` by Airflow role, `cli` (null where not asked for)."
  value = {
    cli      = var.cli == null ? null : aws_iam_policy.this["cli"].arn
    rest_api = { for role in keys(var.rest_api) : role => aws_iam_policy.this["rest_api/${role}"].arn }
    roles    = { for role in keys(var.roles) : role => aws_iam_policy.this["roles/${role}"].arn }
  }
}
