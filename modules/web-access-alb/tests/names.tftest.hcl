mock_provider "aws" {
  source = "../tests"
}

variables {
  allowed_cidrs   = ["10.0.0.0/8"]
  certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/1a2b3c4d"
  name            = "etl"
  subnets         = { ids = ["subnet-0a", "subnet-0b"] }
  vpc_id          = "vpc-0shared"
  webserver = {
    host_name         = "0web-vpce.c2.airflow.us-east-1.on.aws"
    endpoint_ips      = ["10.192.20.20", "10.192.21.20"]
    security_group_id = "sg-0endpoints"
  }
}

run "without_a_domain_the_balancers_own_name_is_used" {
  assert {
    condition = (
      output.login_url
      == "https://internal-etl-123456789.us-east-1.elb.amazonaws.com/aws_mwaa/aws-console-sso?login=true"
    )
    error_message = "the URL must have the balancer's own name"
  }
  assert {
    condition = (
      length(aws_route53_record.this) == 0 && length(aws_route53_zone.private) == 0 && output.private_zone_id == null
    )
    error_message = "no record and no zone may be made"
  }
  assert {
    condition = output.name_map == tomap({
      "0web-vpce.c2.airflow.us-east-1.on.aws" = "internal-etl-123456789.us-east-1.elb.amazonaws.com"
    })
    error_message = "the map must lead the web server's own name to the balancer"
  }
  assert {
    condition = (
      output.dns_name == "internal-etl-123456789.us-east-1.elb.amazonaws.com"
      && output.zone_id == "Z32O12XQLNTSW2"
      && output.security_group_id == "sg-0created"
    )
    error_message = "name, zone and group must be handed on"
  }
}

run "a_zone_gets_the_record_of_the_domain" {
  variables {
    domain = { name = "airflow.example.com", zone = { id = "Z0GIVEN" } }
  }

  assert {
    condition = (
      aws_route53_record.this[0].zone_id == "Z0GIVEN"
      && aws_route53_record.this[0].name == "airflow.example.com"
      && aws_route53_record.this[0].type == "A"
    )
    error_message = "the given zone must get the record"
  }
  assert {
    condition = (
      one(aws_route53_record.this[0].alias).name == output.dns_name
      && one(aws_route53_record.this[0].alias).zone_id == "Z32O12XQLNTSW2"
    )
    error_message = "the record must be an alias of the balancer"
  }
  assert {
    condition     = output.login_url == "https://airflow.example.com/aws_mwaa/aws-console-sso?login=true"
    error_message = "the URL must have the domain's name"
  }
  assert {
    condition     = length(output.name_map) == 0
    error_message = "with a record nothing needs a mapping: Airflow redirects to the domain"
  }
}

run "a_private_zone_is_of_that_one_name_and_of_the_vpc" {
  variables {
    domain = { name = "airflow.example.com", private_zone = true }
  }

  assert {
    condition = (
      aws_route53_zone.private[0].name == "airflow.example.com"
      && one(aws_route53_zone.private[0].vpc).vpc_id == "vpc-0shared"
    )
    error_message = "the zone must hide no other name of the domain, and be seen by the VPC"
  }
  assert {
    condition     = aws_route53_record.this[0].zone_id == "Z0PRIVATE" && output.private_zone_id == "Z0PRIVATE"
    error_message = "the record must be in the new zone"
  }
}

run "a_domain_whose_record_is_made_elsewhere_is_in_the_map" {
  variables {
    domain = { name = "airflow.example.com" }
  }

  assert {
    condition = (
      length(aws_route53_record.this) == 0
      && output.login_url == "https://airflow.example.com/aws_mwaa/aws-console-sso?login=true"
    )
    error_message = "no record may be made, and the URL has the domain's name"
  }
  assert {
    condition = (
      output.name_map["airflow.example.com"] == "internal-etl-123456789.us-east-1.elb.amazonaws.com"
      && length(output.name_map) == 1
    )
    error_message = "the map must have what is left to do"
  }
}
