# The roles that runs assume in each account (dynamic provider credentials): one that only plans, one that applies.

locals {
  accounts = {
    owner = {
      plan  = "arn:aws:iam::111111111111:role/terraform-plan"
      apply = "arn:aws:iam::111111111111:role/terraform-apply"
    }
    data = {
      plan  = "arn:aws:iam::222222222222:role/terraform-plan"
      apply = "arn:aws:iam::222222222222:role/terraform-apply"
    }
  }
}

resource "tfe_variable_set" "account" {
  for_each = local.accounts

  name        = "analytics-${each.key}"
  description = "Roles of analytics in the account of ${each.key}."
}

resource "tfe_variable" "provider_auth" {
  for_each = local.accounts

  variable_set_id = tfe_variable_set.account[each.key].id
  category        = "env"
  key             = "TFC_AWS_PROVIDER_AUTH"
  value           = "true"
}

resource "tfe_variable" "plan_role" {
  for_each = local.accounts

  variable_set_id = tfe_variable_set.account[each.key].id
  category        = "env"
  key             = "TFC_AWS_PLAN_ROLE_ARN"
  value           = each.value.plan
}

resource "tfe_variable" "apply_role" {
  for_each = local.accounts

  variable_set_id = tfe_variable_set.account[each.key].id
  category        = "env"
  key             = "TFC_AWS_APPLY_ROLE_ARN"
  value           = each.value.apply
}

resource "tfe_workspace_variable_set" "account" {
  for_each = local.workspaces

  variable_set_id = tfe_variable_set.account[each.value.account].id
  workspace_id    = tfe_workspace.this[each.key].id
}
