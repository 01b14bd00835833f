locals {
  private_zone = var.domain == null ? false : var.domain.private_zone
  has_record   = var.domain == null ? false : var.domain.private_zone || var.domain.zone != null
  host_name    = var.domain == null ? aws_lb.this.dns_name : var.domain.name
}

# A zone of exactly this name, so that all other names of the domain still resolve as before.
resource "aws_route53_zone" "private" {
  count = local.private_zone ? 1 : 0

  name    = var.domain.name
  comment = "Leads to the load balancer of ${var.name}"

  vpc {
    vpc_id = var.vpc_id
  }

  tags = merge(var.tags, { Name = "${var.name}-alb" })
}

resource "aws_route53_record" "this" {
  count = local.has_record ? 1 : 0

  zone_id = local.private_zone ? aws_route53_zone.private[0].zone_id : var.domain.zone.id
  name    = var.domain.name
  type    = "A"

  alias {
    name    = aws_lb.this.dns_name
    zone_id = aws_lb.this.zone_id
    # There is no second load balancer to fail over to.
    evaluate_target_health = false
  }
}
