# An environment keeps the configured version of a file: MWAA loads a file again only if the version ID changes.
locals {
  _files = {
    for file, settings in {
      plugins        = var.airflow.plugins
      requirements   = var.airflow.requirements
      startup_script = var.airflow.startup_script
    } : file => settings if settings != null
  }

  # The keys of both are known at plan time: `follow = false` excludes a version ID that is not.
  uploaded = { for file, settings in local._files : file => settings if settings.source != null }
  followed = {
    for file, settings in local._files : file => settings
    if settings.source == null && (settings.follow == null ? settings.object_version == "latest" : settings.follow)
  }

  object_versions = merge(
    { for file, settings in local._files : file => settings.object_version },
    { for file, object in data.aws_s3_object.followed : file => object.version_id },
    { for file, object in aws_s3_object.uploaded : file => object.version_id },
  )

  # S3 returns "null", or nothing, if a bucket is not versioned.
  unversioned = [
    for file, object in merge(data.aws_s3_object.followed, aws_s3_object.uploaded) : file
    if coalesce(object.version_id, "null") == "null"
  ]
}

resource "aws_s3_object" "uploaded" {
  for_each = local.uploaded

  bucket      = local.source_bucket_name
  key         = each.value.path
  source      = each.value.source
  source_hash = filesha256(each.value.source) # not etag, which is no digest of the content under KMS

  # An object has at most ten tags: a provider's default_tags may have more.
  override_provider {
    default_tags {
      tags = {}
    }
  }

  # Encrypted and versioned from the first byte.
  depends_on = [
    aws_s3_bucket_policy.source,
    aws_s3_bucket_server_side_encryption_configuration.source,
    aws_s3_bucket_versioning.source,
  ]

  lifecycle {
    # A file that moves exists at its new path before the environment drops the old one.
    create_before_destroy = true
  }
}

# Without a postcondition, which would defer reading, and so the version, whenever the bucket has changes.
data "aws_s3_object" "followed" {
  for_each = local.followed

  bucket = local.source_bucket_name
  key    = each.value.path
}
