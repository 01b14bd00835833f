# Endpoint policies grant nothing by themselves: they bound what roles and buckets allow (AWS PrivateLink guide,
# vpc-endpoints-access).
locals {
  restricted   = var.policies.mode == "restricted"
  policy_limit = 20480 # characters (Amazon VPC quotas, VPC endpoints)

  _full_access = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }]
  })

  _accounts = distinct(var.environments[*].account_id)

  # A service without statements: the accounts, and the owner's own, may do what their roles allow.
  _open_to_the_accounts = {
    for service in local.services : service => [
      {
        Sid       = "AccountsOfTheVpc"
        Effect    = "Allow"
        Principal = "*"
        Action    = "*"
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:PrincipalAccount" = distinct(concat(local._accounts, [local.owner_account])) }
        }
      },
    ] if !contains(concat(keys(local.statements), var.policies.allow[*].service), service)
  }

  by_the_accounts = { StringEquals = { "aws:PrincipalAccount" = local._accounts } }

  # What the DAGs do beyond what MWAA needs, for the accounts of the environments only.
  _allowed = {
    for service in local.services : service => [
      for i, allow in [for each in var.policies.allow : each if each.service == service] : {
        Sid       = "Dags${i + 1}"
        Effect    = "Allow"
        Principal = "*"
        Action    = allow.actions
        Resource  = allow.resources
        Condition = local.by_the_accounts
      }
    ]
  }

  services = setunion(local.interfaces, local.s3 ? ["s3"] : [])

  # As JSON in between: statements of different types cannot be elements of one list in Terraform.
  _restricted_statements = {
    for service in local.services : service => concat(
      [for statement in try(local.statements[service], []) : jsonencode(statement)],
      [for statement in try(local._open_to_the_accounts[service], []) : jsonencode(statement)],
      [for statement in local._allowed[service] : jsonencode(statement)],
    )
  }

  _open = local.restricted ? toset(var.policies.unrestricted) : local.services

  policies = {
    for service in local.services : service => contains(local._open, service) ? local._full_access : jsonencode({
      Version   = "2012-10-17"
      Statement = [for text in local._restricted_statements[service] : jsondecode(text)]
    })
  }
}
