provider "aws" {
  region = "us-east-1"

  # Planning fails in any other account.
  allowed_account_ids = ["222222222222"]
}
