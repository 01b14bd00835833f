data "aws_caller_identity" "current" {}

locals {
  # A reference without an account is to a group of the caller's own account.
  environment_group_account = (
    strcontains(var.environment_security_group_id, "/")
    ? split("/", var.environment_security_group_id)[0]
    : data.aws_caller_identity.current.account_id
  )

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

    # EC2 looks for a group in the account of its reference (API reference, UserIdGroupPair): it is the group's owner.
    precondition {
      condition = (
        var.environment_account_id == null || var.environment_account_id == local.environment_group_account
      )
      error_message = <<-EOT
        environment_security_group_id is a group of account ${local.environment_group_account}, expected
        ${coalesce(var.environment_account_id, "any account")}: the endpoints admit only a group of the environment's
        own account.
      EOT
    }
  }
}

resource "aws_vpc_security_group_egress_rule" "all" {
  description       = "All traffic out"
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"

  tags = merge(var.tags, { Name = "${var.name}-endpoints" })
}
