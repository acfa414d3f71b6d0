import { isSpanContextValid, trace } from "@opentelemetry/api";
import { sql } from "kysely";
import { notFound, redirect } from "next/navigation";
import { log } from "#platform/log";
import { askDatabase } from "#platform/postgres";
import { description, name } from "../../../package.json";
import { addNote, db, isOpen, listNotes, NewNote } from "./notes";

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

interface Database {
  version: string;
  milliseconds: number;
  migrations: number;
}

/** The version, response time and migrations of the database; undefined if it doesn't answer. */
async function readDatabase(): Promise<Database | undefined> {
  try {
    const began = performance.now();
    await askDatabase();
    const milliseconds = Math.round(performance.now() - began);
    const { rows } = await sql<{ version: string; is_migrated: boolean }>`
      select current_setting('server_version') as version, to_regclass('kysely_migration') is not null as is_migrated
    `.execute(db());
    const ran = rows[0]?.is_migrated
      ? await sql<{ count: number }>`select count(*)::int as count from kysely_migration`.execute(db())
      : undefined;
    return { version: rows[0]?.version ?? "", milliseconds, migrations: ran?.rows[0]?.count ?? 0 };
  } catch (error) {
    log.warn({ error }, "the start page can't read the database");
    return undefined;
  }
}

function DatabaseState({ database }: { database: Database | undefined }) {
  if (!database) {
    return (
      <>
        <dd className="bad">Unavailable</dd>
        <dd>
          Check <code>DATABASE_URL</code>. The log shows what went wrong.
        </dd>
      </>
    );
  }
  const { version, milliseconds, migrations } = database;
  return (
    <>
      <dd>PostgreSQL {version.split(" ")[0]}</dd>
      <dd>
        Answered in {milliseconds} ms, {migrations === 1 ? "1 migration" : `${migrations} migrations`} applied
      </dd>
    </>
  );
}

/** Why a note wasn't added, by the value of `problem` in the URL. */
const PROBLEMS = new Map([
  ["invalid", "A note must have 1 to 1,000 characters."],
  ["unsaved", "The database didn’t save the note. Try again in a moment."],
]);

/** Redirects, so that the form works without JavaScript and isn't sent again when the page is reloaded. */
async function add(form: FormData): Promise<void> {
  "use server";
  // Hiding the form isn't enough: anyone can call an action.
  if (!isOpen) {
    notFound();
  }
  const note = NewNote.safeParse({ text: form.get("text") });
  if (!note.success) {
    redirect("/?problem=invalid#demo");
  }
  try {
    await addNote(note.data);
  } catch (error) {
    log.error({ error }, "note not saved");
    redirect("/?problem=unsaved#demo");
  }
  redirect("/#demo");
}

/** The notes; undefined if they can't be read. */
async function readNotes() {
  try {
    return await listNotes();
  } catch (error) {
    log.warn({ error }, "the start page can't read the notes");
    return undefined;
  }
}

async function Demo({ database, problem }: { database: Database | undefined; problem: string | undefined }) {
  const notes = database ? await readNotes() : undefined;
  return (
    <>
      <h2 id="demo">Demo: notes</h2>
      <p className="mute">One path through a form, the API, the database and a trace.</p>
      <form className="new" action={add}>
        <label htmlFor="text">New note</label>
        <input
          id="text"
          name="text"
          required
          maxLength={1000}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? "problem" : undefined}
        />
        <button type="submit">Add</button>
        {problem ? (
          <p id="problem" className="bad" role="alert">
            {problem}
          </p>
        ) : null}
      </form>
      {notes ? null : (
        <p className="bad">
          The notes can’t be read. Once the database is available, run <code>npm run db:migrate</code>.
        </p>
      )}
      {notes?.length === 0 ? <p className="mute">No notes yet.</p> : null}
      <ul className="notes">
        {notes?.map((note) => (
          <li key={note.id}>{note.text}</li>
        ))}
      </ul>
    </>
  );
}

export default async function Page({ searchParams }: PageProps<"/">) {
  const { problem } = await searchParams;
  const database = await readDatabase();
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
          {database ? <dd>Ready</dd> : <dd className="bad">Not ready</dd>}
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
              <dt>Database</dt>
              <DatabaseState database={database} />
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
                <h3>Add your first table</h3>
                <p>
                  Write <code>migrations/0002-NAME.ts</code> like <code>0001-note.ts</code>, add its type as in{" "}
                  <code>src/app/(demo)/notes.ts</code>, then run:
                </p>
                <pre>npm run db:migrate</pre>
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
            <Demo database={database} problem={PROBLEMS.get(String(problem))} />
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
