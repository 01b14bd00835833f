module "subnet_share_created" {
  source = "./modules/subnet-share"

  name                 = "data"
  organization_sharing = true
  principals           = ["333333333333", "222222222222"]
  subnet_arns = [
    "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222",
    "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb1111",
  ]
  tags = { Team = "data" }
}

module "subnet_share_existing" {
  source = "./modules/subnet-share"

  resource_share = {
    create = false
    arn    = "arn:aws:ram:us-east-1:111111111111:resource-share/11111111-2222-3333-4444-555555555555"
  }
  subnet_arns = [
    "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb1111",
    "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222",
  ]
}
