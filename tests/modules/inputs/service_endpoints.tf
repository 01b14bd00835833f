module "service_endpoints_smallest" {
  source = "./modules/service-endpoints"

  name            = "data"
  vpc_id          = "vpc-0aaa1111"
  subnet_ids      = ["subnet-0bbb1111", "subnet-0bbb2222"]
  route_table_ids = ["rtb-0ccc1111"]
}

module "service_endpoints_restricted" {
  source = "./modules/service-endpoints"

  name            = "data"
  vpc_id          = "vpc-0aaa1111"
  subnet_ids      = ["subnet-0bbb2222", "subnet-0bbb1111"]
  route_table_ids = ["rtb-0ccc2222", "rtb-0ccc1111"]
  services        = { additional = ["secretsmanager", "sts", "athena"], without = ["sqs"] }
  tags            = { Team = "data" }

  environments = [
    { account_id = "222222222222", name = "etl", source_bucket_name = "acme-etl", kms_key = { create = true } },
    {
      account_id         = "222222222222"
      name               = "reports"
      source_bucket_name = "acme-etl"
      kms_key            = { arn = "arn:aws:kms:us-east-1:222222222222:key/99999999-2222-4333-8444-555555555555" }
    },
    { account_id = "333333333333", name = "science", source_bucket_name = "acme-science" },
  ]
  policies = {
    mode         = "restricted_all"
    unrestricted = ["monitoring"]
    allow = [
      { service = "secretsmanager", actions = ["secretsmanager:GetSecretValue"], resources = ["*"] },
      { service = "s3", actions = ["s3:PutObject"], resources = ["arn:aws:s3:::acme-results/*"] },
      { service = "s3", actions = ["s3:GetObject"], resources = ["arn:aws:s3:::acme-input/*"] },
    ]
  }
}

module "service_endpoints_customers_keys" {
  source = "./modules/service-endpoints"

  name       = "data"
  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]
  services = {
    without = ["airflow.api", "airflow.env", "airflow.ops", "ecr.api", "ecr.dkr", "logs", "s3"]
  }
  environments = [
    { account_id = "222222222222", name = "etl", source_bucket_name = "acme-etl", kms_key = { create = true } },
    { account_id = "222222222222", name = "reports", source_bucket_name = "acme-reports" },
    {
      account_id         = "333333333333"
      name               = "science"
      source_bucket_name = "acme-science"
      kms_key            = { arn = "arn:aws:kms:us-east-1:333333333333:key/99999999-2222-4333-8444-555555555555" }
    },
  ]
  policies = { mode = "restricted_all" }
}

module "service_endpoints_only_s3" {
  source = "./modules/service-endpoints"

  name            = "data"
  vpc_id          = "vpc-0aaa1111"
  subnet_ids      = ["subnet-0bbb1111", "subnet-0bbb2222"]
  route_table_ids = ["rtb-0ccc1111"]
  services        = { additional = ["secretsmanager", "sts"], without = ["airflow.api", "airflow.env", "airflow.ops"] }

  environments = [{ account_id = "222222222222", name = "etl", source_bucket_name = "acme-etl" }]
  policies = {
    mode = "restricted"
    allow = [
      { service = "secretsmanager", actions = ["secretsmanager:GetSecretValue"], resources = ["*"] },
      { service = "logs", actions = ["logs:PutLogEvents"], resources = ["*"] },
    ]
  }
}

module "service_endpoints_cape_town" {
  source = "./modules/service-endpoints"

  name            = "data"
  vpc_id          = "vpc-0aaa1111"
  subnet_ids      = ["subnet-0bbb1111", "subnet-0bbb2222"]
  route_table_ids = ["rtb-0ccc1111"]
  services        = { without = ["airflow.api", "airflow.env", "ecr.api", "ecr.dkr", "kms", "logs", "sqs"] }
}
