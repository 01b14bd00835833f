module "network_tags_named" {
  source = "./modules/network-tags"

  name       = "data"
  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb2222", "subnet-0bbb1111"]
  tags       = { Team = "data" }
}

module "network_tags_unnamed" {
  source = "./modules/network-tags"

  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]
  tags       = { Stage = "test", Team = "data" }
}

module "network_tags_name_only" {
  source = "./modules/network-tags"

  name       = "data"
  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb1111", "subnet-0bbb2222"]
}
