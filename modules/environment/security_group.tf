locals {
  security_group_ids = var.security_group.create ? [aws_security_group.this[0].id] : var.security_group.ids
}

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:The environment uses it, through a local that the scan does not follow:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html
  count = var.security_group.create ? 1 : 0

  name        = "${var.name}-environment"
  description = "Amazon MWAA environment ${var.name}: itself in, everything out"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-environment" })
}

# Scheduler, workers, web server and the endpoints of the database and the web server all use the group (page
# vpc-security).
resource "aws_vpc_security_group_ingress_rule" "self" {
  count = var.security_group.create ? 1 : 0

  description                  = "All traffic within the environment"
  security_group_id            = aws_security_group.this[0].id
  referenced_security_group_id = aws_security_group.this[0].id
  ip_protocol                  = "-1"

  tags = merge(var.tags, { Name = "${var.name}-environment" })
}

resource "aws_vpc_security_group_egress_rule" "all" {
  count = var.security_group.create ? 1 : 0

  description       = "All traffic out"
  security_group_id = aws_security_group.this[0].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"

  tags = merge(var.tags, { Name = "${var.name}-environment" })
}
