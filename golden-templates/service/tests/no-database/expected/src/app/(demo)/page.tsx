import { isSpanContextValid, trace } from "@opentelemetry/api";
import { description, name } from "../../../package.json";
import { Greeting, greet, isOpen } from "./greeting";

// Rendered for each request, because it shows the current state of this process.
export const dynamic = "force-dynamic";

const owner = "payments";
const template = "service 1.0.0";
const branch = "main";

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function Trace() {
  const context = trace.getActiveSpan()?.spanContext();
  if (!context || !isSpanContextValid(context)) {
    return (
      <>
        <dd>Off</dd>
        <dd>
          To see traces: <code>docker compose --profile observe up</code>
        </dd>
      </>
    );
  }
  const { DATADOG_URL, OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
  const id = <code>{context.traceId}</code>;
  return (
    <>
      <dd>{DATADOG_URL ? <a href={`${DATADOG_URL}/apm/trace/${context.traceId}`}>{id}</a> : id}</dd>
      <dd>Sent to {OTEL_EXPORTER_OTLP_ENDPOINT ?? "localhost:4318"}</dd>
    </>
  );
}

function Demo({ person }: { person: string | undefined }) {
  const greeting = person === undefined ? undefined : Greeting.safeParse({ name: person });
  return (
    <>
      <h2 id="demo">Demo: a greeting</h2>
      <p className="mute">One path through a form, validation and a trace.</p>
      <form className="new">
        <label htmlFor="name">Your name</label>
        <input
          id="name"
          name="name"
          required
          maxLength={100}
          defaultValue={person}
          aria-invalid={greeting?.success === false}
          aria-describedby="answer"
        />
        <button type="submit">Greet</button>
        <p id="answer" role="status" className={greeting?.success === false ? "bad" : undefined}>
          {greeting?.success ? greet(greeting.data) : greeting?.error.issues[0]?.message}
        </p>
      </form>
      <p>
        The same through the API: <a href="/api/greeting?name=you">/api/greeting?name=you</a>
      </p>
    </>
  );
}

export default async function Page({ searchParams }: PageProps<"/">) {
  const { name: person } = await searchParams;
  return (
    <main>
      <h1>{name}</h1>
      <p>{description}</p>
      <p className="mute">
        Owned by {owner}. <code>idp who-owns {name}</code> shows how to reach them.
      </p>
      <dl className="state">
        <div>
          <dt>Status</dt>
          <dd>Ready</dd>
          <dd>Up {duration(process.uptime())}</dd>
        </div>
        {isOpen ? (
          <>
            <div>
              <dt>Version</dt>
              <dd>{process.env.DD_VERSION ?? "Not released"}</dd>
              <dd>
                {process.env.DD_ENV ?? "development"}, template {template}
              </dd>
            </div>
            <div>
              <dt>Trace of this request</dt>
              <Trace />
            </div>
          </>
        ) : null}
      </dl>
      {isOpen ? (
        <div className="columns">
          <section aria-labelledby="next">
            <h2 id="next">Next steps</h2>
            <ol className="steps">
              <li>
                <h3>Change this page</h3>
                <p>
                  Edit <code>src/app/(demo)/page.tsx</code>. With <code>npm run dev</code>, the browser updates.
                </p>
              </li>
              <li>
                <h3>Add your first endpoint</h3>
                <p>
                  Write <code>src/app/api/NAME/route.ts</code> like <code>src/app/(demo)/api/greeting/route.ts</code>.
                </p>
              </li>
              <li>
                <h3>Run the CI checks</h3>
                <pre>npm run lint && npm run typecheck && npm test && npm run build</pre>
              </li>
              <li>
                <h3>Ship it</h3>
                <p>
                  Merge to <code>{branch}</code>. <code>.github/workflows/deploy.yml</code> lists what the first deploy
                  needs.
                </p>
              </li>
            </ol>
          </section>
          <section className="demo" aria-labelledby="demo">
            <Demo person={typeof person === "string" ? person : undefined} />
            <h3>Delete the demo</h3>
            <p>
              <em>Make it yours</em> in <code>README.md</code> has every step, starting with:
            </p>
            <pre>git rm -r "src/app/(demo)"</pre>
          </section>
        </div>
      ) : null}
    </main>
  );
}
