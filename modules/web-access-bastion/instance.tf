resource "aws_instance" "this" {
  #checkov:skip=CKV_AWS_126:It only forwards connections; basic metrics are free and sufficient:
  # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
  ami           = var.instance.ami_id == null ? data.aws_ssm_parameter.ami[0].insecure_value : var.instance.ami_id
  instance_type = var.instance.type

  subnet_id                   = var.network.subnet_ids[0]
  vpc_security_group_ids      = [aws_security_group.this.id]
  associate_public_ip_address = false

  iam_instance_profile = aws_iam_instance_profile.this.name
  ebs_optimized        = true

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    kms_key_id  = var.instance.kms_key_arn
    volume_type = "gp3"

    tags = merge(var.tags, { Name = "${var.name}-bastion" })
  }

  tags = merge(var.tags, { Name = "${var.name}-bastion" })

  # The agent registers when it starts: permissions and routes must exist by then.
  depends_on = [
    aws_iam_role_policy.this,
    aws_vpc_security_group_egress_rule.session_manager,
  ]

  lifecycle {
    # Amazon Linux has a release every other week, and none of them may end open sessions.
    ignore_changes       = [ami]
    replace_triggered_by = [terraform_data.ami_id]
  }
}
