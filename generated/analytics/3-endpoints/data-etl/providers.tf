provider "aws" {
  region = "us-east-1"

  # In any other account nothing is planned, let alone made.
  allowed_account_ids = ["111111111111"]
}
