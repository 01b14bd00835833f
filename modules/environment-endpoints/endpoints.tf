resource "aws_vpc_endpoint" "database" {
  vpc_id             = var.vpc_id
  vpc_endpoint_type  = "Interface"
  service_name       = var.database_service_name
  subnet_ids         = var.subnet_ids
  security_group_ids = [aws_security_group.this.id]

  # The default, made explicit: the UI's public host name already resolves to the endpoint.
  private_dns_enabled = false

  tags = merge(var.tags, { Name = "${var.name}-database" })

  # MWAA connects as soon as the endpoint exists, and must be admitted by then.
  depends_on = [
    aws_vpc_security_group_egress_rule.all,
    aws_vpc_security_group_ingress_rule.environment,
  ]
}

resource "aws_vpc_endpoint" "webserver" {
  count = var.private_webserver ? 1 : 0

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = var.webserver_service_name
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.this.id]
  private_dns_enabled = false

  tags = merge(var.tags, { Name = "${var.name}-webserver" })

  depends_on = [
    aws_vpc_security_group_egress_rule.all,
    aws_vpc_security_group_ingress_rule.environment,
  ]
}
