resource "aws_vpc_endpoint" "interface" {
  for_each = local.interfaces

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = data.aws_vpc_endpoint_service.interface[each.key].service_name
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.this.id]
  private_dns_enabled = true

  # Explicit even if it is AWS's default: removing the argument would keep the previous policy.
  policy = (
    data.aws_vpc_endpoint_service.interface[each.key].vpc_endpoint_policy_supported
    ? local.policies[each.key]
    : null
  )

  tags = merge(var.tags, { Name = "${var.name}-${each.key}" })

  lifecycle {
    precondition {
      condition     = length(local.zones_without[each.key]) == 0
      error_message = <<-EOT
        ${data.aws_vpc_endpoint_service.interface[each.key].service_name} is not offered in
        ${join(", ", local.zones_without[each.key])}, only in
        ${join(", ", data.aws_vpc_endpoint_service.interface[each.key].availability_zones)}: use subnets in those zones,
        or exclude the service with services.without.
      EOT
    }

    precondition {
      condition = (
        data.aws_vpc_endpoint_service.interface[each.key].vpc_endpoint_policy_supported
        || !contains(local.restricted_services, each.key)
      )
      error_message = <<-EOT
        ${data.aws_vpc_endpoint_service.interface[each.key].service_name} does not support endpoint policies, so it
        cannot be restricted: add it to policies.unrestricted to accept that.
      EOT
    }

    precondition {
      condition     = length(local.policies[each.key]) <= local.policy_limit
      error_message = <<-EOT
        The policy of ${each.key} would have ${length(local.policies[each.key])} characters; AWS allows
        ${local.policy_limit}. Add the service to policies.unrestricted, or distribute the environments over several
        VPCs.
      EOT
    }
  }

  # The endpoint admits clients as soon as they can resolve it.
  depends_on = [
    aws_vpc_security_group_ingress_rule.https,
    aws_vpc_security_group_ingress_rule.postgresql,
  ]
}

# A gateway endpoint costs nothing, and layers of container images use it, too.
resource "aws_vpc_endpoint" "s3" {
  count = local.s3 ? 1 : 0

  vpc_id            = var.vpc_id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${local.region}.s3"
  route_table_ids   = var.route_table_ids
  policy            = local.policies["s3"]

  tags = merge(var.tags, { Name = "${var.name}-s3" })

  lifecycle {
    precondition {
      condition     = length(local.policies["s3"]) <= local.policy_limit
      error_message = <<-EOT
        The policy of s3 would have ${length(local.policies["s3"])} characters; AWS allows ${local.policy_limit}. Add
        the service to policies.unrestricted, or distribute the environments over several VPCs.
      EOT
    }
  }
}
