# By index, not by address: addresses of an endpoint created in the same apply are unknown at plan time.
locals {
  _destinations = merge(
    {
      for index, ip in var.webserver.endpoint_ips :
      "webserver-${index}" => { cidr = "${ip}/32", description = "Web server" }
    },
    { for index, ip in local.dns_servers : "dns-${index}" => { cidr = "${ip}/32", description = "DNS" } },
    { for index, cidr in var.authorization.cidrs : "network-${index}" => { cidr = cidr, description = "Network" } },
  )

  # The empty ID stands for every client.
  _access_group_ids = length(var.authorization.access_group_ids) == 0 ? [""] : var.authorization.access_group_ids

  # All destinations have the same groups: the rule with the longest prefix applies, and a group that is missing in it
  # is not admitted by a shorter one (AWS Client VPN administrator guide, cvpn-working-rules).
  authorizations = merge([
    for name, destination in local._destinations : {
      for group in local._access_group_ids :
      group == "" ? name : "${name}/${group}" => merge(destination, { group = group })
    }
  ]...)
}

resource "aws_ec2_client_vpn_authorization_rule" "this" {
  for_each = local.authorizations

  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.this.id
  target_network_cidr    = each.value.cidr
  description            = each.value.description
  access_group_id        = each.value.group == "" ? null : each.value.group
  authorize_all_groups   = each.value.group == "" ? true : null
}
