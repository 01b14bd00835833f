mock_provider "aws" {
  source = "../tests"

  override_data {
    target = data.aws_subnet.private[1]
    values = { availability_zone = "us-east-1b", cidr_block = "10.192.21.0/24", vpc_id = "vpc-0aaa1111" }
  }
  override_data {
    target = data.aws_vpc_endpoint_service.interface["logs"]
    values = {
      availability_zones            = ["us-east-1a", "us-east-1b", "us-east-1c"]
      service_name                  = "com.amazonaws.us-east-1.logs"
      vpc_endpoint_policy_supported = true
    }
  }
}

variables {
  name            = "vault"
  route_table_ids = ["rtb-0a", "rtb-0b"]
  subnet_ids      = ["subnet-0a", "subnet-0b"]
  vpc_id          = "vpc-0aaa1111"
}

run "everything_that_environments_need_has_an_endpoint" {
  assert {
    condition = keys(output.endpoint_ids) == tolist([
      "airflow.api", "airflow.env", "airflow.ops", "ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "s3", "sqs"
    ])
    error_message = "these are the services of the page vpc-vpe-create-access, and ECR"
  }
  assert {
    condition = alltrue([
      for endpoint in values(aws_vpc_endpoint.interface) :
      endpoint.vpc_id == "vpc-0aaa1111" &&
      endpoint.vpc_endpoint_type == "Interface" &&
      endpoint.subnet_ids == toset(["subnet-0a", "subnet-0b"]) &&
      endpoint.security_group_ids == toset(["sg-0created"]) &&
      endpoint.private_dns_enabled
    ])
    error_message = "interface endpoints must stand in both subnets, with the group and with private DNS"
  }
  assert {
    condition = (
      aws_vpc_endpoint.interface["logs"].service_name == "com.amazonaws.us-east-1.logs"
      && aws_vpc_endpoint.interface["logs"].tags["Name"] == "vault-logs"
    )
    error_message = "the service's name must be the one that was found"
  }
  assert {
    condition = (
      aws_vpc_endpoint.s3[0].vpc_endpoint_type == "Gateway" &&
      aws_vpc_endpoint.s3[0].service_name == "com.amazonaws.us-east-1.s3" &&
      aws_vpc_endpoint.s3[0].route_table_ids == toset(["rtb-0a", "rtb-0b"])
    )
    error_message = "S3 must have a gateway endpoint in the private route tables"
  }
  assert {
    condition     = output.s3_prefix_list_id == "pl-0s3" && output.security_group_id == "sg-0created"
    error_message = "prefix list and group must be handed on"
  }
}

run "both_names_that_a_service_may_have_in_china_are_looked_for" {
  command = plan

  assert {
    condition = one(data.aws_vpc_endpoint_service.interface["ecr.api"].filter).values == toset([
      "com.amazonaws.us-east-1.ecr.api", "cn.com.amazonaws.us-east-1.ecr.api"
    ])
    error_message = "the name has to be found by the end that it has everywhere"
  }
}

run "only_https_from_the_private_subnets_gets_in" {
  assert {
    condition = [
      for rule in concat(
        values({ for i, rule in aws_vpc_security_group_ingress_rule.https : "https ${i}" => rule }),
        values({ for i, rule in aws_vpc_security_group_ingress_rule.postgresql : "postgresql ${i}" => rule }),
      ) :
      [rule.cidr_ipv4, rule.ip_protocol, rule.from_port, rule.to_port]
      ] == [
      ["10.192.20.0/24", "tcp", 443, 443],
      ["10.192.21.0/24", "tcp", 443, 443],
      ["10.192.20.0/24", "tcp", 5432, 5432],
      ["10.192.21.0/24", "tcp", 5432, 5432],
    ]
    error_message = "a rule for each subnet and port, and nothing else"
  }
}

run "without_a_word_everything_is_let_through" {
  assert {
    condition = alltrue([
      for policy in concat(values(aws_vpc_endpoint.interface)[*].policy, [aws_vpc_endpoint.s3[0].policy]) :
      jsondecode(policy).Statement == [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }]
    ])
    error_message = "AWS's own default must be written out, or an earlier policy would stay"
  }
}

run "services_are_added_and_left_out" {
  variables {
    route_table_ids = []
    services        = { additional = ["ecs", "secretsmanager"], without = ["s3", "airflow.ops", "kms"] }
  }

  assert {
    condition = keys(output.endpoint_ids) == tolist([
      "airflow.api", "airflow.env", "ecr.api", "ecr.dkr", "ecs", "logs", "monitoring", "secretsmanager", "sqs"
    ])
    error_message = "what is there already must not be made once more"
  }
  assert {
    condition     = output.s3_prefix_list_id == null
    error_message = "without the gateway endpoint there is no prefix list"
  }
}

run "a_region_without_airflow_ops_has_no_endpoint_of_it" {
  override_data {
    target = data.aws_region.current
    values = { id = "us-west-1" }
  }

  assert {
    condition = (
      !contains(keys(output.endpoint_ids), "airflow.ops") && contains(keys(output.endpoint_ids), "airflow.env")
    )
    error_message = "us-west-1 has no airflow.ops"
  }
}

run "tags_are_the_given_ones_and_a_name" {
  command = plan

  variables {
    tags = { CostCenter = "1234", Name = "overridden" }
  }

  assert {
    condition = (
      aws_vpc_endpoint.s3[0].tags == tomap({ CostCenter = "1234", Name = "vault-s3" }) &&
      aws_vpc_endpoint.interface["sqs"].tags == tomap({ CostCenter = "1234", Name = "vault-sqs" }) &&
      aws_security_group.this.tags == tomap({ CostCenter = "1234", Name = "vault-service-endpoints" })
    )
    error_message = "the Name must be the resource's own"
  }
}

run "network_and_endpoints_are_made_in_one_apply" {
  module {
    source = "./tests/fixtures/one_apply"
  }

  override_data {
    target = module.service_endpoints.data.aws_subnet.private[1]
    values = { availability_zone = "us-east-1b", cidr_block = "10.192.21.0/24", vpc_id = "vpc-0aaa1111" }
  }

  assert {
    condition     = length(output.endpoint_ids) == 10
    error_message = "how many there are must not depend on what is known only after apply"
  }
}
