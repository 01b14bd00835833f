resource "aws_ram_sharing_with_organization" "this" {
  count = var.organization_sharing ? 1 : 0
}

locals {
  share_arn = var.resource_share.create ? aws_ram_resource_share.this[0].arn : var.resource_share.arn
}

# No permission_arns: RAM attaches its default managed permission for subnets, which VPC sharing needs.
resource "aws_ram_resource_share" "this" {
  count = var.resource_share.create ? 1 : 0

  name = var.name

  # Amazon MWAA supports sharing within one organization only, and so do subnets.
  allow_external_principals = false

  tags = merge(var.tags, { Name = var.name })
}

# By count and not by ARN: in one apply with the network, the ARNs are unknown at plan time.
resource "aws_ram_resource_association" "this" {
  count = length(var.subnet_arns)

  resource_share_arn = local.share_arn
  resource_arn       = var.subnet_arns[count.index]

  lifecycle {
    precondition {
      condition = (
        var.resource_share.create
        ? true
        : split(":", var.resource_share.arn)[4] == split(":", var.subnet_arns[count.index])[4]
      )
      error_message = <<-EOT
        resource_share.arn must belong to the account that owns ${var.subnet_arns[count.index]}: only the owner of a
        subnet can share it, and only in its own share.
      EOT
    }
  }
}

resource "aws_ram_principal_association" "this" {
  for_each = var.principals

  resource_share_arn = local.share_arn
  principal          = each.value

  # RAM refuses principals of the organization until sharing within it is enabled.
  depends_on = [aws_ram_sharing_with_organization.this]
}
