data "aws_ec2_instance_type" "this" {
  instance_type = var.instance.type
}

locals {
  architecture = contains(data.aws_ec2_instance_type.this.supported_architectures, "arm64") ? "arm64" : "x86_64"
}

# The public parameter of the newest Amazon Linux 2023 (its user guide, ec2), which includes the SSM Agent (AWS Systems
# Manager user guide, ami-preinstalled-agent).
data "aws_ssm_parameter" "ami" {
  count = var.instance.ami_id == null ? 1 : 0

  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${local.architecture}"
}

# The configured image, not the parameter's current value: only a change of the former replaces the instance.
resource "terraform_data" "ami_id" {
  input = var.instance.ami_id
}
