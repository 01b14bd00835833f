mock_provider "aws" {
  source = "../tests"
}

variables {
  environment_name = "etl"
}

run "there_is_no_dashboard_unasked" {
  assert {
    condition     = length(aws_cloudwatch_dashboard.this) == 0 && output.dashboard_name == null
    error_message = "a dashboard must be asked for"
  }
}

run "a_dashboard_shows_every_environment_in_order" {
  variables {
    dashboard = {
      name         = "analytics"
      environments = [{ name = "etl" }, { name = "reports", disabled_alarms = ["worker-health"] }]
    }
  }

  assert {
    condition     = output.dashboard_name == "analytics"
    error_message = "the name must be handed on"
  }
  assert {
    condition = [
      for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets :
      "${widget.properties.title} at ${widget.y}: ${length(widget.properties.alarms)} alarms"
      if widget.type == "alarm"
    ] == ["etl at 0: 13 alarms", "reports at 16: 12 alarms"]
    error_message = "each environment must have its block with the alarms that it has"
  }
  assert {
    condition = contains(
      jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets[0].properties.alarms,
      "arn:aws:cloudwatch:us-east-1:111111111111:alarm:etl-scheduler-cpu"
    )
    error_message = "the alarms must be named as they are made"
  }
}

run "widgets_stand_beside_each_other_and_never_overlap" {
  command = plan

  variables {
    dashboard = { name = "analytics", environments = [{ name = "etl" }, { name = "reports" }] }
  }

  assert {
    condition = length(distinct(flatten([
      for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets : [
        for cell in setproduct(range(widget.x, widget.x + widget.width), range(widget.y, widget.y + widget.height)) :
        join(",", cell)
      ]
    ]))) == 2 * 24 * 16
    error_message = "the widgets must cover the grid of 24 columns once"
  }
}

run "graphs_are_of_their_environment_and_of_this_region" {
  command = plan

  variables {
    dashboard = { name = "analytics", environments = [{ name = "etl" }, { name = "reports" }] }
  }

  assert {
    condition = toset([
      for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets : widget.properties.region
      if widget.type == "metric"
    ]) == toset(["us-east-1"])
    error_message = "a dashboard is of no region, so each graph must say its own"
  }
  assert {
    condition = alltrue(flatten([
      for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets : [
        for metric in widget.properties.metrics : contains(metric, widget.y < 16 ? "etl" : "reports")
      ] if widget.type == "metric"
    ]))
    error_message = "each block must show its own environment"
  }
}
