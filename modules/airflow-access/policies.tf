# One policy per permission, so that access to the API does not include the UI, or the other way round. Actions and
# resources are those of the page access-policies of the MWAA user guide.
locals {
  _ui = {
    for role, principals in var.roles : "roles/${role}" => {
      name        = "${var.environment_name}-airflow-${lower(role)}"
      description = "Opens the Airflow UI of ${var.environment_name} in the role ${role}"
      action      = "airflow:CreateWebLoginToken"
      resource    = "${local.airflow}:role/${var.environment_name}/${role}"
      principals  = principals
    }
  }

  _rest_api = {
    for role, principals in var.rest_api : "rest_api/${role}" => {
      name        = "${var.environment_name}-airflow-rest-api-${lower(role)}"
      description = "Calls the Airflow REST API of ${var.environment_name} in the role ${role}"
      action      = "airflow:InvokeRestApi"
      resource    = "${local.airflow}:role/${var.environment_name}/${role}"
      principals  = principals
    }
  }

  _cli = {
    for key in var.cli == null ? [] : ["cli"] : key => {
      name        = "${var.environment_name}-airflow-cli"
      description = "Runs commands of the Airflow CLI in ${var.environment_name}"
      action      = "airflow:CreateCliToken"
      resource    = "${local.airflow}:environment/${var.environment_name}"
      principals  = var.cli
    }
  }

  policies = merge(local._ui, local._rest_api, local._cli)
}

resource "aws_iam_policy" "this" {
  for_each = local.policies

  name        = each.value.name
  description = each.value.description

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = trimprefix(each.value.action, "airflow:")
        Effect   = "Allow"
        Action   = each.value.action
        Resource = each.value.resource
      },
    ]
  })

  tags = merge(var.tags, { Name = each.value.name })

  lifecycle {
    precondition {
      condition     = alltrue([for arn in each.value.principals : split(":", arn)[4] == local.account_id])
      error_message = <<-EOT
        A policy can be attached only to principals of its own account, ${local.account_id}: principals of other
        accounts must assume a role in it.
      EOT
    }
  }
}
