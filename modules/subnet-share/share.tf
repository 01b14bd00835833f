resource "aws_ram_sharing_with_organization" "this" {
  count = var.organization_sharing ? 1 : 0
}

# No permission_arns: RAM attaches its default managed permission for subnets, which is what VPC sharing needs.
resource "aws_ram_resource_share" "this" {
  name = var.name

  # Amazon MWAA shares within one organization only, and so do subnets.
  allow_external_principals = false

  tags = merge(var.tags, { Name = var.name })
}

# By count and not by ARN: in one apply with the network, the ARNs are not known when planning.
resource "aws_ram_resource_association" "this" {
  count = length(var.subnet_arns)

  resource_share_arn = aws_ram_resource_share.this.arn
  resource_arn       = var.subnet_arns[count.index]
}

resource "aws_ram_principal_association" "this" {
  for_each = var.principals

  resource_share_arn = aws_ram_resource_share.this.arn
  principal          = each.value

  # RAM refuses principals of the organization until sharing within it is on.
  depends_on = [aws_ram_sharing_with_organization.this]
}
