module "network_smallest" {
  source = "./modules/network"
}

module "network_single_nat_gateway" {
  source = "./modules/network"

  name                  = "data"
  availability_zone_ids = ["use1-az6", "use1-az4"]
  cidr_block            = "10.50.0.0/16"
  flow_logs             = {}
  internet              = "single_nat_gateway"
  private_subnet_cidrs  = ["10.50.20.0/24", "10.50.21.0/24"]
  public_subnet_cidrs   = ["10.50.10.0/24", "10.50.11.0/24"]
  tags                  = { Team = "data" }
}

module "network_without_internet" {
  source = "./modules/network"

  internet            = "none"
  public_subnet_cidrs = []
  flow_logs = {
    retention_days = 7
    kms_key_arn    = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555"
  }
}

module "network_existing" {
  source = "./modules/network"

  existing = {
    vpc_id                  = "vpc-0aaa1111"
    private_subnet_ids      = ["subnet-0bbb2222", "subnet-0bbb1111"]
    private_route_table_ids = ["rtb-0ccc2222", "rtb-0ccc1111"]
    public_subnet_ids       = ["subnet-0ddd2222", "subnet-0ddd1111"]
  }
}

module "network_existing_main_route_table" {
  source = "./modules/network"

  existing = {
    vpc_id             = "vpc-0aaa1111"
    private_subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]
  }
}
