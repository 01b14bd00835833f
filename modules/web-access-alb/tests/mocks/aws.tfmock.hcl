mock_resource "aws_lb" {
  defaults = {
    arn      = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/etl/0123456789abcdef"
    dns_name = "internal-etl-123456789.eu-west-1.elb.amazonaws.com"
    zone_id  = "Z32O12XQLNTSW2"
  }
}

mock_resource "aws_lb_target_group" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/etl/0123456789abcdef" }
}

mock_resource "aws_route53_zone" {
  defaults = { zone_id = "Z0PRIVATE" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0balancer" }
}
