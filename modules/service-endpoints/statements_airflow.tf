# MWAA's own API. The operations of each endpoint are those of the page security-privatelink of the MWAA user guide,
# their resources those of the Service Authorization Reference.
locals {
  _environment_arns = [
    for environment in var.environments :
    "arn:${local.partition}:airflow:${local.region}:${environment.account_id}:environment/${environment.name}"
  ]

  # Belongs to airflow.ops; in all three, since AWS does not document where it goes in a region without airflow.ops.
  health_metrics = {
    Sid       = "PublishHealthMetrics"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["airflow:PublishMetrics"]
    Resource  = local._environment_arns
    Condition = local.by_the_accounts
  }

  environment_management = {
    Sid       = "ManageTheEnvironments"
    Effect    = "Allow"
    Principal = "*"
    Action = [
      "airflow:CreateEnvironment",
      "airflow:DeleteEnvironment",
      "airflow:GetEnvironment",
      "airflow:ListTagsForResource",
      "airflow:TagResource",
      "airflow:UntagResource",
      "airflow:UpdateEnvironment",
    ]
    Resource  = local._environment_arns
    Condition = local.by_the_accounts
  }

  environment_list = {
    Sid       = "ListEnvironments"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["airflow:ListEnvironments"]
    Resource  = ["*"]
    Condition = local.by_the_accounts
  }

  cli_tokens = {
    Sid       = "CliTokens"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["airflow:CreateCliToken"]
    Resource  = local._environment_arns
    Condition = local.by_the_accounts
  }

  # All roles of Airflow: an environment may have more than the five default ones (page access-policies).
  web_logins = {
    Sid       = "WebLoginsAndRestApi"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["airflow:CreateWebLoginToken", "airflow:InvokeRestApi"]
    Resource = [
      for environment in var.environments :
      "arn:${local.partition}:airflow:${local.region}:${environment.account_id}:role/${environment.name}/*"
    ]
    Condition = local.by_the_accounts
  }
}
