mock_provider "aws" {
  source = "../tests"
}

variables {
  name = "etl"
  network = {
    vpc_id     = "vpc-0shared"
    subnet_ids = ["subnet-0a"]
  }
  webserver = {
    endpoint_dns_name = "vpce-0web.vpce-svc-0web.us-east-1.vpce.amazonaws.com"
    security_group_id = "sg-0endpoints"
  }
}

run "first" {
}

run "a_release_of_amazon_linux_changes_nothing" {
  override_data {
    target = data.aws_ssm_parameter.ami[0]
    values = { insecure_value = "ami-0release" }
  }

  assert {
    condition     = aws_instance.this.ami == "ami-0newest" && output.instance_id == run.first.instance_id
    error_message = "sessions must not end because Amazon Linux has a release"
  }
}

run "another_image_in_the_configuration_replaces_the_instance" {
  variables {
    instance = { ami_id = "ami-0pinned" }
  }

  assert {
    condition     = aws_instance.this.ami == "ami-0pinned" && output.instance_id != run.first.instance_id
    error_message = "an image that is asked for must come"
  }
  assert {
    condition     = length(data.aws_ssm_parameter.ami) == 0
    error_message = "nobody needs to ask for the newest"
  }
}

run "an_intel_type_gets_an_intel_image" {
  command = plan

  variables {
    instance = { type = "t3.nano" }
  }
  override_data {
    target = data.aws_ec2_instance_type.this
    values = { supported_architectures = ["x86_64"] }
  }

  assert {
    condition = (
      data.aws_ssm_parameter.ami[0].name
      == "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    )
    error_message = "the image must be for the processor of the type"
  }
}
