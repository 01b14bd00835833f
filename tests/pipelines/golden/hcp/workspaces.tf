# By path below generated/analytics: whose states a workspace reads, and after whose applies it runs. It does not run after
# those that one of these waits for in turn: it would then run before that one has.
locals {
  workspaces = {
    "1-network" = {
      name    = "analytics-1-network"
      account = "owner"
      reads   = []
      after   = []
      files   = []
    }
    "2-environments/data-etl" = {
      name    = "analytics-2-environments-data-etl"
      account = "data"
      reads   = ["1-network"]
      after   = ["1-network"]
      files   = []
    }
    "2-environments/data-reports" = {
      name    = "analytics-2-environments-data-reports"
      account = "data"
      reads   = ["1-network"]
      after   = ["1-network"]
      files   = ["requirements.txt"]
    }
    "3-endpoints/data-etl" = {
      name    = "analytics-3-endpoints-data-etl"
      account = "owner"
      reads   = ["1-network", "2-environments/data-etl"]
      after   = ["2-environments/data-etl"]
      files   = []
    }
    "3-endpoints/data-reports" = {
      name    = "analytics-3-endpoints-data-reports"
      account = "owner"
      reads   = ["1-network", "2-environments/data-reports"]
      after   = ["2-environments/data-reports"]
      files   = []
    }
    "3-endpoints/science-training" = {
      name    = "analytics-3-endpoints-science-training"
      account = "owner"
      reads   = ["1-network"]
      after   = ["1-network"]
      files   = []
    }
    "4-access/data-etl" = {
      name    = "analytics-4-access-data-etl"
      account = "owner"
      reads   = ["1-network", "2-environments/data-etl", "3-endpoints/data-etl"]
      after   = ["3-endpoints/data-etl"]
      files   = []
    }
  }

  # Path of a workspace -> those that read its state.
  readers = transpose({ for path, workspace in local.workspaces : path => workspace.reads })

  triggers = merge([
    for path, workspace in local.workspaces : {
      for source in workspace.after : "${path} after ${source}" => { workspace = path, source = source }
    }
  ]...)
}

data "tfe_project" "this" {
  name = "airflow"
}

resource "tfe_workspace" "this" {
  for_each = local.workspaces

  name        = each.value.name
  description = "analytics: ${each.key}"
  project_id  = data.tfe_project.this.id

  working_directory = "generated/analytics/${each.key}"
  terraform_version = ">= 1.10"

  # Until its first run, a push starts none: a stage cannot be planned before the one that it reads.
  queue_all_runs = false

  auto_apply             = false
  auto_apply_run_trigger = false
  assessments_enabled    = true

  trigger_patterns = concat(
    ["generated/analytics/${each.key}/**/*", "generated/analytics/modules/**/*"],
    each.value.files,
  )

  vcs_repo {
    identifier = "acme/airflow"
    branch     = "main"

    oauth_token_id = "ot-hmAyP66qk2AMVdbJ"
  }
}

resource "tfe_workspace_settings" "this" {
  for_each = local.workspaces

  workspace_id   = tfe_workspace.this[each.key].id
  execution_mode = "remote"

  global_remote_state       = false
  remote_state_consumer_ids = [for path in lookup(local.readers, each.key, []) : tfe_workspace.this[path].id]
}

# An apply starts a run of every workspace that reads its outputs.
resource "tfe_run_trigger" "this" {
  for_each = local.triggers

  workspace_id  = tfe_workspace.this[each.value.workspace].id
  sourceable_id = tfe_workspace.this[each.value.source].id
}
