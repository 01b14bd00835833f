locals {
  # Load balancers and target groups: at most 32 characters, no two hyphens in a row. The digest keeps truncated names
  # unique.
  _plain_name = replace(var.name, "/-+/", "-")
  short_name = (
    length(var.name) <= 32 && local._plain_name == var.name
    ? var.name
    : "${trimsuffix(substr(local._plain_name, 0, 23), "-")}-${substr(sha256(var.name), 0, 8)}"
  )
}

resource "aws_lb" "this" {
  #checkov:skip=CKV_AWS_150:On unless protection.deletion_protection is false; the scan does not resolve the default:
  # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
  #checkov:skip=CKV2_AWS_76:The rules are those of the web ACL in protection.web_acl:
  # https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
  name               = local.short_name
  load_balancer_type = "application"
  internal           = !var.subnets.internet_facing
  subnets            = var.subnets.ids
  security_groups    = [aws_security_group.this.id]

  drop_invalid_header_fields = true
  enable_deletion_protection = var.protection.deletion_protection

  dynamic "access_logs" {
    for_each = var.access_logs == null ? [] : [var.access_logs]

    content {
      enabled = true
      bucket  = access_logs.value.bucket
      prefix  = access_logs.value.prefix
    }
  }

  tags = merge(var.tags, { Name = "${var.name}-alb" })
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn

  # TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only.
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"

  # All paths: the login of Airflow 3 is below /pluginsv2, that of Airflow 2 below /aws_mwaa.
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.webserver.arn
  }

  tags = merge(var.tags, { Name = "${var.name}-alb" })
}

resource "aws_wafv2_web_acl_association" "this" {
  count = var.protection.web_acl == null ? 0 : 1

  resource_arn = aws_lb.this.arn
  web_acl_arn  = var.protection.web_acl.arn
}
