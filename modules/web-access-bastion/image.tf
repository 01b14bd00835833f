data "aws_ec2_instance_type" "this" {
  instance_type = var.instance.type
}

locals {
  architecture = contains(data.aws_ec2_instance_type.this.supported_architectures, "arm64") ? "arm64" : "x86_64"
}

# The public parameter of the newest Amazon Linux 2023 (its user guide, ec2), on which the SSM Agent is installed (AWS
# Systems Manager user guide, ami-preinstalled-agent).
data "aws_ssm_parameter" "ami" {
  count = var.instance.ami_id == null ? 1 : 0

  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${local.architecture}"
}

# What the configuration says of the image, and not what the parameter has today: only the first replaces the instance.
resource "terraform_data" "ami_id" {
  input = var.instance.ami_id
}
