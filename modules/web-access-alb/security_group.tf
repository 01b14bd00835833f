resource "aws_security_group" "this" {
  name        = "${var.name}-alb"
  description = "Load balancer of an Amazon MWAA web server: HTTPS from allowed networks, HTTPS to the endpoint"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-alb" })
}

resource "aws_vpc_security_group_ingress_rule" "allowed" {
  for_each = var.allowed_cidrs

  description       = "HTTPS from ${each.value}"
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = merge(var.tags, { Name = "${var.name}-alb" })
}

resource "aws_vpc_security_group_egress_rule" "webserver" {
  description                  = "HTTPS to the endpoint of the web server"
  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = var.webserver.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = merge(var.tags, { Name = "${var.name}-alb" })
}

# In the endpoint's group, in addition to the rule that admits the environment.
resource "aws_vpc_security_group_ingress_rule" "webserver" {
  description                  = "HTTPS from the load balancer"
  security_group_id            = var.webserver.security_group_id
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = merge(var.tags, { Name = "${var.name}-alb" })
}
