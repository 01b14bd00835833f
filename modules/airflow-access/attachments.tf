locals {
  attachments = flatten([
    for key, policy in local.policies : [
      for arn in toset(policy.principals) : {
        key    = "${key} ${arn}"
        policy = key
        kind   = split("/", split(":", arn)[5])[0]
        name   = reverse(split("/", arn))[0] # without the path
      }
    ]
  ])
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for attachment in local.attachments : attachment.key => attachment if attachment.kind == "role" }

  role       = each.value.name
  policy_arn = aws_iam_policy.this[each.value.policy].arn
}

resource "aws_iam_group_policy_attachment" "this" {
  for_each = { for attachment in local.attachments : attachment.key => attachment if attachment.kind == "group" }

  group      = each.value.name
  policy_arn = aws_iam_policy.this[each.value.policy].arn
}

resource "aws_iam_user_policy_attachment" "this" {
  #checkov:skip=CKV_AWS_40:The caller chooses the principals, and MWAA's page allows users too:
  # https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html
  for_each = { for attachment in local.attachments : attachment.key => attachment if attachment.kind == "user" }

  user       = each.value.name
  policy_arn = aws_iam_policy.this[each.value.policy].arn
}
