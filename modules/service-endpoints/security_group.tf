resource "aws_security_group" "this" {
  name_prefix = "${var.name}-service-endpoints-"
  description = "Endpoints of AWS services: HTTPS in from the private subnets, nothing out"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-service-endpoints" })

  lifecycle {
    # A group in use cannot be deleted: the endpoints move to the new one first, which needs another name.
    create_before_destroy = true

    precondition {
      condition = (
        length(setsubtract(concat(var.policies.allow[*].service, var.policies.unrestricted), local.services))
        == 0
      )
      error_message = <<-EOT
        policies.allow and policies.unrestricted name
        ${join(", ", setsubtract(concat(var.policies.allow[*].service, var.policies.unrestricted), local.services))},
        which have no endpoint here; services with one are ${join(", ", local.services)}.
      EOT
    }
  }
}

# By addresses: the environments' groups belong to participants and are created later. No outbound rule: endpoints only
# answer.
resource "aws_vpc_security_group_ingress_rule" "https" {
  count = length(var.subnet_ids)

  description       = "HTTPS from a private subnet"
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = data.aws_subnet.private[count.index].cidr_block
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = merge(var.tags, { Name = "${var.name}-service-endpoints" })

  lifecycle {
    precondition {
      condition     = data.aws_subnet.private[count.index].vpc_id == var.vpc_id
      error_message = <<-EOT
        subnet_ids: ${var.subnet_ids[count.index]} belongs to ${data.aws_subnet.private[count.index].vpc_id}, expected
        ${var.vpc_id}.
      EOT
    }
  }
}

# AWS's verification script for MWAA connects to the endpoint of airflow.env on the port of PostgreSQL, too (verify_env
# in the repository aws-support-tools).
resource "aws_vpc_security_group_ingress_rule" "postgresql" {
  count = length(var.subnet_ids)

  description       = "PostgreSQL from a private subnet"
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = data.aws_subnet.private[count.index].cidr_block
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432

  tags = merge(var.tags, { Name = "${var.name}-service-endpoints" })
}
