mock_provider "aws" {
  source = "../tests"
}

variables {
  name          = "etl"
  source_bucket = { arn = "arn:aws:s3:::acme-dags", create = false }
  subnet_ids    = ["subnet-0a", "subnet-0b"]
  vpc_id        = "vpc-0aaa1111"
}

run "a_file_without_a_version_is_left_to_mwaa" {
  command = plan

  variables {
    airflow = { requirements = { path = "requirements.txt" } }
  }

  assert {
    condition     = aws_mwaa_environment.this.requirements_s3_path == "requirements.txt"
    error_message = "the path must reach the environment"
  }
  assert {
    condition     = local.object_versions["requirements"] == null && length(data.aws_s3_object.followed) == 0
    error_message = "no version may be read or given"
  }
}

run "a_version_id_is_pinned" {
  variables {
    airflow = {
      plugins        = { path = "plugins.zip", object_version = "plugins-1" }
      requirements   = { path = "requirements.txt", object_version = "requirements-2" }
      startup_script = { path = "startup.sh", object_version = "startup-3" }
    }
  }

  assert {
    condition = (
      aws_mwaa_environment.this.plugins_s3_path == "plugins.zip"
      && aws_mwaa_environment.this.plugins_s3_object_version == "plugins-1" &&
      aws_mwaa_environment.this.requirements_s3_path == "requirements.txt"
      && aws_mwaa_environment.this.requirements_s3_object_version == "requirements-2" &&
      aws_mwaa_environment.this.startup_script_s3_path == "startup.sh"
      && aws_mwaa_environment.this.startup_script_s3_object_version == "startup-3"
    )
    error_message = "each file must keep its own path and version"
  }
  assert {
    condition     = length(data.aws_s3_object.followed) == 0
    error_message = "a pinned file must not be read"
  }
}

run "latest_is_the_version_that_is_there_at_the_plan" {
  variables {
    airflow = {
      plugins      = { path = "plugins.zip", object_version = "plugins-1" }
      requirements = { path = "requirements.txt", object_version = "latest" }
    }
  }

  assert {
    condition = (
      data.aws_s3_object.followed["requirements"].bucket == "acme-dags"
      && data.aws_s3_object.followed["requirements"].key == "requirements.txt"
    )
    error_message = "the file must be read where it lies"
  }
  assert {
    condition     = aws_mwaa_environment.this.requirements_s3_object_version == "current-version"
    error_message = "the current version must reach the environment"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.plugins_s3_object_version == "plugins-1"
      && keys(data.aws_s3_object.followed) == ["requirements"]
    )
    error_message = "following one file must leave another pinned"
  }
}

run "a_new_current_version_is_followed" {
  variables {
    airflow = { requirements = { path = "requirements.txt", follow = true } }
  }

  override_data {
    target = data.aws_s3_object.followed["requirements"]
    values = { version_id = "next-version" }
  }

  assert {
    condition     = aws_mwaa_environment.this.requirements_s3_object_version == "next-version"
    error_message = "a version that appeared since must reach the environment"
  }
}

run "an_upload_gives_its_own_version" {
  variables {
    airflow       = { requirements = { path = "config/requirements.txt", source = "tests/fixtures/requirements.txt" } }
    source_bucket = {}
  }

  assert {
    condition = (
      aws_s3_object.uploaded["requirements"].bucket == "acme-bucket" &&
      aws_s3_object.uploaded["requirements"].key == "config/requirements.txt" &&
      aws_s3_object.uploaded["requirements"].source == "tests/fixtures/requirements.txt"
    )
    error_message = "the local file must go to its path in the bucket that is created"
  }
  assert {
    condition     = aws_s3_object.uploaded["requirements"].source_hash == filesha256("tests/fixtures/requirements.txt")
    error_message = "a change of the content must be seen"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.requirements_s3_object_version == "uploaded-version"
      && aws_mwaa_environment.this.requirements_s3_path == "config/requirements.txt"
    )
    error_message = "the version that the upload made must reach the environment"
  }
  assert {
    condition     = length(data.aws_s3_object.followed) == 0
    error_message = "an upload needs no reading"
  }
}

run "an_unversioned_bucket_is_refused_where_a_file_is_followed" {
  command = plan

  variables {
    airflow = { requirements = { path = "requirements.txt", object_version = "latest" } }
  }

  override_data {
    target = data.aws_s3_object.followed["requirements"]
    values = { version_id = "" }
  }

  expect_failures = [aws_mwaa_environment.this]
}
