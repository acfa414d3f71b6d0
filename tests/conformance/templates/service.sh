# shellcheck shell=bash
# The services that are rendered from the golden template `service`, and which of them is the example of what. A check whose example
# a template lacks is left out.
# shellcheck disable=SC2034 # read by the checks

# It breaks whatever quotes it wrongly.
DESCRIPTION="O'Brien & Sons: \"50%\" #1 \${{ secrets.X }} {{x}}"
REASON='load test, gone in two weeks: "really" #1'

declare -gA EXAMPLE=(
  [main]=checkout
  # It serves HTTP, with a page.
  [web]=checkout
  [database]=checkout
  [without-database]=plain
  [gke]=plain
  # It is built with the routes of ../probes.
  [probes]=checkout
  # The dashboard that docs/dashboard.svg shows, and another one.
  [dashboard]=checkout
  [other-dashboard]=plain
  [browser-tests]=full
  [techdocs]=full
  # Its lock file differs from that of the others.
  [other-lock]=browsed
  # Opt-outs: of one feature, and of all observability.
  [without-tracing]=untraced
  [without-observability]=dark
  [datadog-api]=through-api
  [promotion]=promoted
)

render_examples() {
  render_service checkout --description "$DESCRIPTION"
  render_service plain --set database=none --set cloud=gke
  render_service full --set browserTests=true --set techdocs=true
  render_service browsed --set browserTests=true --set database=none
  render_service on-aks --set cloud=aks
  render_service untraced --without tracing --because "$REASON"
  render_service unseen --without dashboard --because "$REASON"
  render_service silent --without alerts --because "$REASON"
  render_service dark --without observability --because "$REASON" --description "yes"
  render_service through-api --set delivery=api
  copy_expected promotion promoted
}
