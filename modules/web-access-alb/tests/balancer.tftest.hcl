mock_provider "aws" {
  source = "../tests"
}

variables {
  allowed_cidrs   = ["10.0.0.0/8", "203.0.113.0/24"]
  certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/1a2b3c4d"
  name            = "analytics-data-etl"
  subnets         = { ids = ["subnet-0a", "subnet-0b"] }
  vpc_id          = "vpc-0shared"
  webserver = {
    host_name         = "0web-vpce.c2.airflow.us-east-1.on.aws"
    endpoint_ips      = ["10.192.20.20", "10.192.21.20"]
    security_group_id = "sg-0endpoints"
  }
}

run "it_is_internal_unless_asked_otherwise" {
  assert {
    condition = (
      aws_lb.this.internal
      && aws_lb.this.subnets == toset(["subnet-0a", "subnet-0b"])
      && aws_lb.this.load_balancer_type == "application"
    )
    error_message = "an internal application load balancer must stand in the subnets"
  }
  assert {
    condition     = aws_lb.this.drop_invalid_header_fields
    error_message = "header fields that are none must not reach the web server"
  }
  assert {
    condition = (
      aws_lb.this.enable_deletion_protection
      && length(aws_lb.this.access_logs) == 0
      && length(aws_wafv2_web_acl_association.this) == 0
    )
    error_message = "deletion protection must be on; logs and a web ACL must be asked for"
  }
}

run "it_speaks_https_only_with_versions_of_tls_that_are_safe" {
  assert {
    condition = (
      aws_lb_listener.https.port == 443
      && aws_lb_listener.https.protocol == "HTTPS"
      && aws_lb_listener.https.certificate_arn == "arn:aws:acm:us-east-1:111111111111:certificate/1a2b3c4d"
    )
    error_message = "the listener must be HTTPS on 443, with the certificate"
  }
  assert {
    condition     = startswith(aws_lb_listener.https.ssl_policy, "ELBSecurityPolicy-TLS13-1-2-Res")
    error_message = "only TLS 1.2 and 1.3 with forward secrecy may be spoken"
  }
  assert {
    condition = (
      aws_lb_listener.https.default_action[0].type == "forward"
      && aws_lb_listener.https.default_action[0].target_group_arn == aws_lb_target_group.webserver.arn
    )
    error_message = "every path must go to the web server"
  }
}

run "the_addresses_of_the_endpoint_are_the_targets" {
  assert {
    condition = (
      aws_lb_target_group.webserver.target_type == "ip"
      && aws_lb_target_group.webserver.protocol == "HTTPS"
      && aws_lb_target_group.webserver.port == 443
      && aws_lb_target_group.webserver.vpc_id == "vpc-0shared"
    )
    error_message = "targets must be addresses in the VPC, by HTTPS on 443"
  }
  assert {
    condition = (
      aws_lb_target_group_attachment.webserver[*].target_id == ["10.192.20.20", "10.192.21.20"]
      && alltrue([for target in aws_lb_target_group_attachment.webserver : target.port == 443])
    )
    error_message = "each address must be a target on port 443"
  }
  assert {
    condition = (
      aws_lb_target_group.webserver.health_check[0].protocol == "HTTPS"
      && aws_lb_target_group.webserver.health_check[0].path == "/"
      && aws_lb_target_group.webserver.health_check[0].matcher == "200,302"
    )
    error_message = "the health check must take what both Airflow 2 and 3 answer"
  }
}

run "only_allowed_networks_come_in_and_only_the_endpoint_is_reached" {
  assert {
    condition = toset([
      for rule in aws_vpc_security_group_ingress_rule.allowed : rule.cidr_ipv4
    ]) == toset(["10.0.0.0/8", "203.0.113.0/24"])
    error_message = "each allowed network must have its rule, and nobody else"
  }
  assert {
    condition = alltrue([
      for rule in concat(
        values(aws_vpc_security_group_ingress_rule.allowed),
        [aws_vpc_security_group_egress_rule.webserver, aws_vpc_security_group_ingress_rule.webserver]
      ) :
      rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443
    ])
    error_message = "nothing but port 443 may be open"
  }
  assert {
    condition = (
      aws_vpc_security_group_egress_rule.webserver.security_group_id == "sg-0created"
      && aws_vpc_security_group_egress_rule.webserver.referenced_security_group_id == "sg-0endpoints"
    )
    error_message = "the balancer must reach the endpoint's group and nothing else"
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.webserver.security_group_id == "sg-0endpoints"
      && aws_vpc_security_group_ingress_rule.webserver.referenced_security_group_id == "sg-0created"
    )
    error_message = "the endpoint's group must admit the balancer's"
  }
}

run "a_public_one_has_a_web_acl_and_logs" {
  variables {
    access_logs   = { bucket = "acme-logs", prefix = "alb/etl" }
    allowed_cidrs = ["0.0.0.0/0"]
    protection = {
      deletion_protection = false
      web_acl             = { arn = "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/airflow/1a2b" }
    }
    subnets = { ids = ["subnet-0p", "subnet-0q"], internet_facing = true }
    tags    = { CostCenter = "1234" }
  }

  assert {
    condition     = !aws_lb.this.internal && !aws_lb.this.enable_deletion_protection
    error_message = "it must have public addresses, and be deletable where that is asked for"
  }
  assert {
    condition = (
      aws_lb.this.access_logs[0].enabled
      && aws_lb.this.access_logs[0].bucket == "acme-logs"
      && aws_lb.this.access_logs[0].prefix == "alb/etl"
    )
    error_message = "requests must be logged to the bucket"
  }
  assert {
    condition = (
      aws_wafv2_web_acl_association.this[0].resource_arn == aws_lb.this.arn
      && aws_wafv2_web_acl_association.this[0].web_acl_arn
      == "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/airflow/1a2b"
    )
    error_message = "the web ACL must stand in front"
  }
  assert {
    condition = alltrue([
      for tags in [
        aws_lb.this.tags,
        aws_lb_listener.https.tags,
        aws_lb_target_group.webserver.tags,
        aws_security_group.this.tags,
      ] :
      tags["CostCenter"] == "1234"
    ])
    error_message = "the tags must be on everything"
  }
}

run "a_long_name_is_cut_where_elastic_load_balancing_needs_it" {
  variables {
    name = "analytics-marketing-a-quite-long-environment"
  }

  assert {
    condition = (
      length(aws_lb.this.name) <= 32
      && startswith(aws_lb.this.name, "analytics-marketing-a-q")
      && aws_lb.this.name == aws_lb_target_group.webserver.name
    )
    error_message = "the name must have at most 32 characters, and begin as it does"
  }
  assert {
    condition     = aws_security_group.this.name == "analytics-marketing-a-quite-long-environment-alb"
    error_message = "the group keeps the whole name"
  }
}

run "another_long_name_with_the_same_beginning_is_another_name" {
  variables {
    name = "analytics-marketing-a-quite-long-story"
  }

  assert {
    condition = aws_lb.this.name != (
      "analytics-marketing-a-q-${substr(sha256("analytics-marketing-a-quite-long-environment"), 0, 8)}"
    )
    error_message = "the digest must tell the two apart"
  }
}

run "two_hyphens_in_a_row_become_one" {
  variables {
    name = "analytics--etl"
  }

  assert {
    condition     = aws_lb.this.name == "analytics-etl-${substr(sha256("analytics--etl"), 0, 8)}"
    error_message = "Elastic Load Balancing refuses two hyphens in a row, and analytics-etl may be another's name"
  }
}
