resource "aws_cloudwatch_log_group" "connections" {
  #checkov:skip=CKV_AWS_338:A year by default; the owner decides, with connection_log.retention_days:
  # https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-logging.html
  count = var.connection_log.enabled ? 1 : 0

  name              = "/aws/client-vpn/${var.name}"
  retention_in_days = var.connection_log.retention_days
  kms_key_id        = var.connection_log.kms_key_arn

  tags = var.tags
}
