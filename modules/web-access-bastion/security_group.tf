# No inbound rule: a session uses a connection that the agent opened.
resource "aws_security_group" "this" {
  name_prefix = "${var.name}-bastion-"
  description = "Bastion to an Amazon MWAA web server: nothing in, HTTPS out"
  vpc_id      = var.network.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-bastion" })

  lifecycle {
    # A group in use cannot be deleted: the instance moves to the new one first, which needs another name.
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "session_manager" {
  count = length(var.network.session_manager_cidrs)

  description       = "HTTPS to Session Manager"
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = var.network.session_manager_cidrs[count.index]
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = merge(var.tags, { Name = "${var.name}-bastion" })
}

resource "aws_vpc_security_group_egress_rule" "webserver" {
  description                  = "HTTPS to the web server"
  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = var.webserver.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = merge(var.tags, { Name = "${var.name}-bastion" })
}

resource "aws_vpc_security_group_ingress_rule" "webserver" {
  description                  = "HTTPS from the bastion"
  security_group_id            = var.webserver.security_group_id
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = merge(var.tags, { Name = "${var.name}-bastion" })

  lifecycle {
    # Users keep their access while the rule is replaced.
    create_before_destroy = true
  }
}
