# Endpoint policies grant nothing by themselves: they bound what roles and buckets allow (AWS PrivateLink guide,
# vpc-endpoints-access).
locals {
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
    ] if length(try(local.statements[service], [])) == 0 && !contains(var.policies.allow[*].service, service)
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

  # What MWAA itself calls comes from principals that AWS does not document, so that mode restricted leaves it open, but
  # for S3, whose policy AWS shows (MWAA user guide, vpc-security). Services that only DAGs call have the role's.
  _restrictable = {
    full_access    = []
    restricted     = setsubtract(setunion(["s3"], var.policies.allow[*].service), local.needed)
    restricted_all = local.services
  }
  restricted_services = setsubtract(local._restrictable[var.policies.mode], var.policies.unrestricted)

  _open = setsubtract(local.services, local.restricted_services)

  policies = {
    for service in local.services : service => contains(local._open, service) ? local._full_access : jsonencode({
      Version   = "2012-10-17"
      Statement = [for text in local._restricted_statements[service] : jsondecode(text)]
    })
  }
}
