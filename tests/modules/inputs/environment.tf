module "environment_smallest" {
  source = "./modules/environment"

  name       = "data_pipelines"
  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]
}

module "environment_everything" {
  source = "./modules/environment"

  name       = "etl"
  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb2222", "subnet-0bbb1111"]

  airflow = {
    configuration_options = { "core.default_timezone" = "Europe/Berlin" }
    dag_s3_path           = "code/dags/"
    plugins               = { path = "plugins.zip", source = "files/plugins.txt" }
    requirements          = { path = "requirements.txt", object_version = "latest" }
    startup_script        = { path = "startup.sh", object_version = "pinned-version" }
    version               = "2.10.3"
  }
  capacity = {
    environment_class = "mw1.medium"
    max_webservers    = 4
    max_workers       = 12
    min_webservers    = 3
    min_workers       = 2
    schedulers        = 5
  }
  endpoint_management = "SERVICE"
  execution_role = {
    permissions_boundary = "arn:aws:iam::111111111111:policy/boundary"
    policy_arns          = ["arn:aws:iam::aws:policy/second", "arn:aws:iam::111111111111:policy/first"]
  }
  kms_key = { create = true }
  logging = {
    dag_processing = "ERROR"
    scheduler      = "WARNING"
    task           = "DEBUG"
    webserver      = "OFF"
    worker         = "CRITICAL"
  }
  log_groups = { retention_days = 30 }
  source_bucket = {
    force_destroy           = true
    name                    = "acme-etl"
    noncurrent_dag_versions = {}
  }
  tags                            = { Team = "data" }
  timeouts                        = { create = "1h", delete = "2h", update = "3h" }
  webserver_access_mode           = "PUBLIC_ONLY"
  worker_replacement_strategy     = null
  weekly_maintenance_window_start = "SUN:03:00"
}

module "environment_existing" {
  source = "./modules/environment"

  name       = "etl"
  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]

  airflow = {
    plugins        = { path = "plugins.zip", follow = true }
    requirements   = { path = "requirements.txt", object_version = "known-after-apply", follow = false }
    startup_script = { path = "startup.sh" }
  }
  execution_role = { create = false, arn = "arn:aws:iam::111111111111:role/team/airflow", verify = true }
  kms_key        = { arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555", verify = true }
  security_group = { create = false, ids = ["sg-0first", "sg-0second"], verify = true }
  source_bucket  = { create = false, arn = "arn:aws:s3:::acme-dags", verify = true }
}

module "environment_unverified" {
  source = "./modules/environment"

  name       = "etl"
  subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]

  execution_role = { create = false, arn = "arn:aws:iam::111111111111:role/airflow" }
  kms_key        = { arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555" }
  log_groups     = { create = false }
  security_group = { create = false, ids = ["sg-0first"] }
  source_bucket  = { create = false, arn = "arn:aws:s3:::acme-dags" }
}

module "environment_old_versions" {
  source = "./modules/environment"

  name       = "etl"
  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]

  execution_role = { create = false, arn = "arn:aws:iam::111111111111:role/airflow" }
  kms_key        = { arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555" }
  security_group = { create = false, ids = ["sg-0first"] }
  source_bucket  = { noncurrent_dag_versions = { days = 30, keep = 2 } }
}
