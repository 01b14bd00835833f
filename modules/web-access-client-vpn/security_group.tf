# Of the VPN's network interfaces in the subnets, the source of all of its clients' traffic.
resource "aws_security_group" "this" {
  name_prefix = "${var.name}-client-vpn-"
  description = "Client VPN to an Amazon MWAA web server: nothing in, the web server out"
  vpc_id      = var.network.vpc_id

  tags = merge(var.tags, { Name = "${var.name}-client-vpn" })

  lifecycle {
    # A group in use cannot be deleted: the VPN moves to the new one first, which needs another name.
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "webserver" {
  description                  = "HTTPS to the web server"
  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = var.webserver.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = merge(var.tags, { Name = "${var.name}-client-vpn" })
}

# The VPC's own resolver needs no rule: security groups do not filter traffic to it (Amazon VPC user guide,
# vpc-security-groups).
resource "aws_vpc_security_group_egress_rule" "dns" {
  for_each = {
    for pair in setproduct(range(length(coalesce(var.clients.dns_servers, []))), ["tcp", "udp"]) :
    "${pair[0]}-${pair[1]}" => { server = var.clients.dns_servers[pair[0]], protocol = pair[1] }
  }

  description       = "DNS"
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = "${each.value.server}/32"
  ip_protocol       = each.value.protocol
  from_port         = 53
  to_port           = 53

  tags = merge(var.tags, { Name = "${var.name}-client-vpn" })
}

resource "aws_vpc_security_group_egress_rule" "network" {
  count = length(var.authorization.cidrs)

  description       = "All traffic to an authorized network"
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = var.authorization.cidrs[count.index]
  ip_protocol       = "-1"

  tags = merge(var.tags, { Name = "${var.name}-client-vpn" })
}

resource "aws_vpc_security_group_ingress_rule" "webserver" {
  description                  = "HTTPS from the Client VPN"
  security_group_id            = var.webserver.security_group_id
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  tags = merge(var.tags, { Name = "${var.name}-client-vpn" })

  lifecycle {
    # The clients keep their access while the rule is replaced.
    create_before_destroy = true
  }
}
