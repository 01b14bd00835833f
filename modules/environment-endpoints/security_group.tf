data "aws_caller_identity" "current" {}

locals {
  # EC2 returns a group of the caller's own account without the account: with it, every plan would show a change.
  environment_security_group = trimprefix(
    var.environment_security_group_id,
    "${data.aws_caller_identity.current.account_id}/"
  )
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-endpoints-"
  description = "Endpoints of an Amazon MWAA environment: the environment in, everything out"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-endpoints" })

  lifecycle {
    # A group in use cannot be deleted: the endpoints move to the new one first, which needs another name.
    create_before_destroy = true
  }
}

resource "terraform_data" "environment_security_group" {
  input = local.environment_security_group
}

resource "aws_vpc_security_group_ingress_rule" "environment" {
  description                  = "All traffic from the environment"
  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = local.environment_security_group
  ip_protocol                  = "-1"

  tags = merge(var.tags, { Name = "${var.name}-endpoints" })

  lifecycle {
    # The environment keeps its access to the database while the rule is replaced.
    create_before_destroy = true

    # An update sends account/sg-id unchanged and fails with InvalidGroupId.Malformed (terraform-provider-aws #30664).
    replace_triggered_by = [terraform_data.environment_security_group]
  }
}

resource "aws_vpc_security_group_egress_rule" "all" {
  description       = "All traffic out"
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"

  tags = merge(var.tags, { Name = "${var.name}-endpoints" })
}
