// Reads objects from stdin and sends the dashboard, monitors and SLO among them to Datadog, if no operator does: creates new ones,
// updates existing ones, and deletes those that idp created for this service and environment but that are no longer wanted.
// Reads DD_API_KEY, DD_APP_KEY and DD_SITE.
import { readFileSync } from "node:fs";

const { DD_API_KEY, DD_APP_KEY, DD_SITE } = process.env;
const base = process.env.DD_URL ?? `https://api.${DD_SITE || "datadoghq.com"}`;

function fail(title, message) {
  console.log(`::error title=${title}::${message}`);
  process.exit(1);
}

async function call(method, path, body) {
  const response = await fetch(`${base}/api/v1/${path}`, {
    method,
    headers: { "content-type": "application/json", "dd-api-key": DD_API_KEY, "dd-application-key": DD_APP_KEY },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  }).catch((error) => fail("Datadog cannot be reached", `${method} ${path}: ${error.cause?.message ?? error.message}`));
  const text = await response.text();
  if (!response.ok) {
    fail("Datadog request failed", `${method} ${path}: ${response.status} ${text.slice(0, 500).replaceAll("\n", " ")}`);
  }
  return text === "" ? undefined : JSON.parse(text);
}

/** The payloads of one type. */
function payloads(objects, type) {
  const found = [];
  for (const object of objects.split(/^---$/m)) {
    const [, kind] = object.match(/^kind: (\S+)$/m) ?? [];
    const [, json] = object.match(/^ {2}jsonSpec: \|\n((?: {4}.*\n?)*)/m) ?? [];
    if (kind === "DatadogGenericResource" && object.includes(`\n  type: ${type}\n`) && json) {
      found.push(JSON.parse(json));
    }
  }
  return found;
}

/** Creates, updates and deletes objects to match `wanted`; `known` are those that idp can change and delete. */
async function reconcile(path, wanted, known) {
  for (const payload of wanted) {
    const there = known.find(({ name }) => name === payload.name);
    await (there ? call("PUT", `${path}/${there.id}`, payload) : call("POST", path, payload));
    console.log(`${there ? "updated" : "created"}: ${payload.name}`);
  }
  for (const { id, name } of known.filter(({ name }) => !wanted.some((payload) => payload.name === name))) {
    await call("DELETE", `${path}/${id}`);
    console.log(`deleted: ${name}`);
  }
}

/** A dashboard only has its team's tag, so it is found by its title. Dashboards of other teams are never changed. */
async function reconcileDashboard(dashboard) {
  const { dashboards } = await call("GET", "dashboard");
  for (const { id } of dashboards.filter(({ title }) => title === dashboard.title)) {
    const there = await call("GET", `dashboard/${id}`);
    if (there.tags?.includes(dashboard.tags[0])) {
      await call("PUT", `dashboard/${id}`, dashboard);
      return console.log(`updated: ${dashboard.title}`);
    }
  }
  await call("POST", "dashboard", dashboard);
  console.log(`created: ${dashboard.title}`);
}

const [service, environment] = process.argv.slice(2);
if (!DD_API_KEY || !DD_APP_KEY) {
  fail(
    "Datadog is not set up",
    `The environment ${environment} has no secrets DD_API_KEY and DD_APP_KEY. The platform team sets them; to deploy without monitoring, opt out in chart/values.yaml with a reason and a date.`,
  );
}
const objects = readFileSync(0, "utf8");
const tags = ["managed_by:idp", `service:${service}`, `env:${environment}`];
const isOurs = (one) => tags.every((tag) => one.tags.includes(tag));
const monitors = await call("GET", `monitor?page=0&page_size=1000&monitor_tags=${encodeURIComponent(tags.join(","))}`);
await reconcile("monitor", payloads(objects, "monitor"), monitors.filter(isOurs));
const { data: slos } = await call("GET", `slo?limit=1000&tags_query=${encodeURIComponent(`service:${service}`)}`);
await reconcile("slo", payloads(objects, "slo"), slos.filter(isOurs));
for (const dashboard of payloads(objects, "dashboard")) {
  await reconcileDashboard(dashboard);
}
