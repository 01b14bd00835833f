module "state_bucket_smallest" {
  source = "./modules/state-bucket"

  name = "acme-states"
}

module "state_bucket_accounts" {
  source = "./modules/state-bucket"

  name                = "acme.states"
  force_destroy       = true
  kms_key             = { create = true }
  noncurrent_versions = { keep = 3, days = 30 }
  tags                = { Team = "data" }
  accounts = [
    { account_id = "111111111111", writes = ["network/terraform.tfstate"], reads = ["etl/terraform.tfstate"] },
    {
      account_id = "222222222222"
      role_arns  = ["arn:aws:iam::222222222222:role/deploy", "arn:aws:iam::222222222222:role/review"]
      writes     = ["etl/terraform.tfstate", "etl/more.tfstate"]
      reads      = ["network/terraform.tfstate"]
    },
    {
      account_id = "333333333333"
      role_arns  = ["arn:aws:iam::333333333333:role/deploy"]
      writes     = ["reports/terraform.tfstate"]
      reads      = ["network/terraform.tfstate"]
    },
    { account_id = "444444444444", writes = ["science/terraform.tfstate"], reads = ["network/terraform.tfstate"] },
    { account_id = "555555555555", writes = ["alone/terraform.tfstate"] },
  ]
}

module "state_bucket_existing_key" {
  source = "./modules/state-bucket"

  name    = "acme-states"
  kms_key = { arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555" }
  accounts = [
    {
      account_id = "111111111111"
      role_arns  = ["arn:aws:iam::111111111111:role/deploy"]
      writes     = ["network/terraform.tfstate"]
    },
  ]
}
