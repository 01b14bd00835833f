resource "aws_lb_target_group" "webserver" {
  name        = local.short_name
  vpc_id      = var.vpc_id
  target_type = "ip"
  port        = 443
  protocol    = "HTTPS"

  # Path and codes of AWS's instructions (MWAA user guide, vpc-vpe-access): without a session, Airflow 2 redirects from
  # / to its login, Airflow 3 answers with the page that goes there. Their health paths differ.
  health_check {
    protocol = "HTTPS"
    path     = "/"
    matcher  = "200,302"
  }

  tags = merge(var.tags, { Name = "${var.name}-webserver" })
}

# By count: the number of addresses is known before the addresses are.
resource "aws_lb_target_group_attachment" "webserver" {
  count = length(var.webserver.endpoint_ips)

  target_group_arn = aws_lb_target_group.webserver.arn
  target_id        = var.webserver.endpoint_ips[count.index]
  port             = 443
}
