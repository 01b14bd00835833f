resource "aws_lb_target_group" "webserver" {
  name        = local.short_name
  vpc_id      = var.vpc_id
  target_type = "ip"
  port        = 443
  protocol    = "HTTPS"

  # The path and the codes of AWS's own instructions (MWAA user guide, vpc-vpe-access): without a session Airflow 2 answers
  # / with a redirect to its login, Airflow 3 with the page that goes there. Paths of /health differ between the two.
  health_check {
    protocol = "HTTPS"
    path     = "/"
    matcher  = "200,302"
  }

  tags = merge(var.tags, { Name = "${var.name}-webserver" })
}

# By number: how many addresses there are is known before the addresses are.
resource "aws_lb_target_group_attachment" "webserver" {
  count = length(var.webserver.endpoint_ips)

  target_group_arn = aws_lb_target_group.webserver.arn
  target_id        = var.webserver.endpoint_ips[count.index]
  port             = 443
}
