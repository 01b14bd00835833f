mock_provider "aws" {
  source = "../tests"

  mock_resource "aws_instance" {
    defaults = { id = "i-0bastion", arn = "arn:aws:ec2:us-east-1:111111111111:instance/i-0bastion" }
  }
}

variables {
  name = "etl"
  network = {
    vpc_id     = "vpc-0shared"
    subnet_ids = ["subnet-0a", "subnet-0b"]
  }
  webserver = {
    host_name         = "0web.c1.us-east-1.airflow.amazonaws.com"
    endpoint_dns_name = "vpce-0web.vpce-svc-0web.us-east-1.vpce.amazonaws.com"
    security_group_id = "sg-0endpoints"
  }
}

run "an_instance_that_nobody_reaches_but_session_manager" {
  assert {
    condition = (
      aws_instance.this.associate_public_ip_address == false
      && aws_instance.this.subnet_id == "subnet-0a"
      && aws_instance.this.vpc_security_group_ids == toset(["sg-0created"])
    )
    error_message = "the instance must stand in a private subnet, without a public address"
  }
  assert {
    condition = (
      aws_instance.this.metadata_options[0].http_tokens == "required"
      && aws_instance.this.metadata_options[0].http_put_response_hop_limit == 1
    )
    error_message = "its metadata must be read with tokens only, by itself only"
  }
  assert {
    condition     = aws_instance.this.root_block_device[0].encrypted
    error_message = "its disk must be encrypted"
  }
  assert {
    condition = (
      aws_iam_instance_profile.this.role == aws_iam_role.this.name
      && aws_instance.this.iam_instance_profile == "etl-bastion"
    )
    error_message = "it must carry the role"
  }
}

run "the_newest_amazon_linux_for_its_processor" {
  assert {
    condition = (
      data.aws_ssm_parameter.ami[0].name == "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
      && aws_instance.this.ami == "ami-0newest"
    )
    error_message = "a t4g has an ARM processor"
  }
}

run "the_role_may_hold_sessions_and_nothing_else" {
  assert {
    condition = sort(flatten([
      for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Action
      ])) == sort([
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ])
    error_message = "the role must have what sessions need, and no more"
  }
  assert {
    condition = (
      jsondecode(aws_iam_role_policy.this.policy).Statement[1].Resource
      == "arn:aws:ec2:us-east-1:111111111111:instance/*"
      && jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Principal.Service == "ec2.amazonaws.com"
    )
    error_message = "only instances may carry it, and only those of the account register"
  }
}

run "https_out_and_nothing_in" {
  assert {
    condition = [
      for rule in aws_vpc_security_group_egress_rule.session_manager :
      "${rule.cidr_ipv4} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"
    ] == ["0.0.0.0/0 tcp 443-443"]
    error_message = "Session Manager answers on 443"
  }
  assert {
    condition = (
      aws_vpc_security_group_egress_rule.webserver.referenced_security_group_id == "sg-0endpoints"
      && aws_vpc_security_group_egress_rule.webserver.from_port == 443
      && aws_vpc_security_group_egress_rule.webserver.to_port == 443
    )
    error_message = "the web server answers on 443"
  }
  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.webserver.security_group_id == "sg-0endpoints"
      && aws_vpc_security_group_ingress_rule.webserver.referenced_security_group_id == "sg-0created"
      && aws_vpc_security_group_ingress_rule.webserver.ip_protocol == "tcp"
      && aws_vpc_security_group_ingress_rule.webserver.from_port == 443
      && aws_vpc_security_group_ingress_rule.webserver.to_port == 443
    )
    error_message = "the endpoint's group must admit the bastion's on 443, and on nothing else"
  }
}

run "the_outputs_lead_people_to_the_ui" {
  assert {
    condition = output.forwarding_command == join(" ", [
      "aws ssm start-session --region us-east-1 --target i-0bastion",
      "--document-name AWS-StartPortForwardingSessionToRemoteHost",
      "--parameters host=vpce-0web.vpce-svc-0web.us-east-1.vpce.amazonaws.com,portNumber=443,localPortNumber=8443",
    ])
    error_message = "the command must forward to the web server's endpoint"
  }
  assert {
    condition = (
      output.login_url
      == "https://0web.c1.us-east-1.airflow.amazonaws.com/aws_mwaa/aws-console-sso?login=true"
    )
    error_message = "the URL must have the name that the certificate has, ready for a token"
  }
  assert {
    condition = (
      output.browser_arguments == "--host-resolver-rules=\"MAP 0web.c1.us-east-1.airflow.amazonaws.com 127.0.0.1:8443\""
      && output.hosts_line == "127.0.0.1 0web.c1.us-east-1.airflow.amazonaws.com"
    )
    error_message = "the name must lead to the forwarded port"
  }
  assert {
    condition = flatten(jsondecode(output.session_policy_json).Statement[*].Resource) == [
      "arn:aws:ec2:us-east-1:111111111111:instance/i-0bastion",
      "arn:aws:ssm:us-east-1::document/AWS-StartPortForwardingSessionToRemoteHost",
      "arn:aws:ssm:us-east-1:111111111111:session/$${aws:userid}-*",
    ]
    error_message = "people may forward through this instance, and deal with their own sessions"
  }
  assert {
    condition = (
      jsondecode(output.session_policy_json).Statement[0].Condition.BoolIfExists["ssm:SessionDocumentAccessCheck"]
      == "true"
    )
    error_message = "a session must have a document that the policy allows, not the shell of the default document"
  }
}

run "what_is_asked_for_beyond_that" {
  variables {
    instance = {
      permissions_boundary = "arn:aws:iam::111111111111:policy/boundary"
      kms_key_arn          = "arn:aws:kms:us-east-1:111111111111:key/disk"
    }
    local_port = 443
    network = {
      vpc_id                = "vpc-0shared"
      subnet_ids            = ["subnet-0a", "subnet-0b"]
      session_manager_cidrs = ["10.192.0.0/16"]
    }
    tags = { Team = "data" }
    webserver = {
      endpoint_dns_name = "vpce-0web.vpce-svc-0web.us-east-1.vpce.amazonaws.com"
      security_group_id = "sg-0endpoints"
    }
  }

  assert {
    condition = (
      aws_iam_role.this.permissions_boundary == "arn:aws:iam::111111111111:policy/boundary"
      && aws_instance.this.root_block_device[0].kms_key_id == "arn:aws:kms:us-east-1:111111111111:key/disk"
    )
    error_message = "boundary and key must be used"
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.session_manager[*].cidr_ipv4 == ["10.192.0.0/16"]
    error_message = "with endpoints in the VPC nothing may go out of it"
  }
  assert {
    condition = (
      output.login_url == null
      && output.hosts_line == null
      && output.browser_arguments == null
      && endswith(output.forwarding_command, "localPortNumber=443")
    )
    error_message = "without the host's name there is still the command"
  }
  assert {
    condition = (
      aws_instance.this.tags == tomap({ Team = "data", Name = "etl-bastion" })
      && aws_instance.this.root_block_device[0].tags["Team"] == "data"
      && aws_iam_role.this.tags["Team"] == "data"
    )
    error_message = "tags must be on the instance, its disk and its role"
  }
}
