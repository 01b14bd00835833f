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

  # Here and not in the data sources that read the interfaces: with conditions of their own, Terraform would defer them.
  lifecycle {
    postcondition {
      condition     = length(self.network_interface_ids) == length(var.subnet_ids)
      error_message = <<-EOT
        The endpoint ${self.id} of the metadata database has ${length(self.network_interface_ids)} of
        ${length(var.subnet_ids)} network interfaces, and is ${self.state}: apply again once it is available.
      EOT
    }
  }
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

  lifecycle {
    postcondition {
      condition     = length(self.network_interface_ids) == length(var.subnet_ids)
      error_message = <<-EOT
        The endpoint ${self.id} of the web server has ${length(self.network_interface_ids)} of
        ${length(var.subnet_ids)} network interfaces, and is ${self.state}: apply again once it is available.
      EOT
    }
  }
}
