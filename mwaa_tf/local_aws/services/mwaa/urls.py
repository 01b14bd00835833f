"""MWAA base URLs and paths. Each of the three hosts serves one API; see the host prefixes of the service model."""

from mwaa_tf.local_aws.services.mwaa.responses import MWAAResponse

url_bases = [r"https?://(?:(?:api|env|ops)\.)?airflow\.(.+)\.amazonaws\.com"]

url_paths = {
    "{0}/environments$": MWAAResponse.dispatch,
    "{0}/environments/(?P<name>[^/]+)$": MWAAResponse.dispatch,
    "{0}/tags/(?P<resource_arn>.+)$": MWAAResponse.dispatch,
    "{0}/clitoken/(?P<name>[^/]+)$": MWAAResponse.dispatch,
    "{0}/webtoken/(?P<name>[^/]+)$": MWAAResponse.dispatch,
    "{0}/restapi/(?P<name>[^/]+)$": MWAAResponse.dispatch,
    "{0}/metrics/environments/(?P<name>[^/]+)$": MWAAResponse.dispatch,
}
