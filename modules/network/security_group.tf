# The template's group, for environments of the VPC's own account: a participant cannot use it and creates its own.
resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:It is for environments, which other modules create:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html
  count = local.create ? 1 : 0

  name        = "mwaa-security-group"
  description = "Security group with a self-referencing inbound rule."
  vpc_id      = aws_vpc.this[0].id

  tags = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "self" {
  #checkov:skip=CKV_AWS_23:Same as in AWS's template, which describes the group and not the rule:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
  count = local.create ? 1 : 0

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.this[0].id

  tags = var.tags
}

# CloudFormation keeps EC2's default outbound rule; the provider removes it, so it is created again.
resource "aws_vpc_security_group_egress_rule" "all" {
  #checkov:skip=CKV_AWS_23:Same as EC2's default rule of a new group, which has none:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
  count = local.create ? 1 : 0

  security_group_id = aws_security_group.this[0].id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"

  tags = var.tags
}

# Beyond the template: the VPC's default group loses all its rules, so that nothing relies on the default group.
resource "aws_default_security_group" "this" {
  count = local.create ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  tags = var.tags
}
