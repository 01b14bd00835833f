mock_data "aws_caller_identity" {
  defaults = { account_id = "111111111111" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0endpoints" }
}
