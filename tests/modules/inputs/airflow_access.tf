module "airflow_access_everything" {
  source = "./modules/airflow-access"

  environment_name = "etl"
  cli              = ["arn:aws:iam::111111111111:role/team/operators", "arn:aws:iam::111111111111:user/ada"]
  rest_api         = { Op = ["arn:aws:iam::111111111111:group/automation"] }
  roles = {
    Admin  = ["arn:aws:iam::111111111111:role/admins", "arn:aws:iam::111111111111:role/admins"]
    Viewer = []
  }
  tags = { Team = "data" }
}

module "airflow_access_roles" {
  source = "./modules/airflow-access"

  environment_name = "etl"
  roles            = { User = ["arn:aws:iam::111111111111:role/analysts"] }
}

module "airflow_access_cli" {
  source = "./modules/airflow-access"

  environment_name = "etl"
  cli              = []
}
