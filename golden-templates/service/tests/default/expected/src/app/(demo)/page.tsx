import { db } from "#db";
import { description, name } from "../../../package.json";

// What it shows is in the database, so it is rendered at each request.
export const dynamic = "force-dynamic";

export default async function Page() {
  const notes = await db().selectFrom("note").selectAll().orderBy("created_at", "desc").limit(50).execute();
  return (
    <main>
      <h1>{name}</h1>
      <p>{description}</p>
      <h2>Notes</h2>
      {notes.length === 0 ? <p>None yet: POST one to /api/notes.</p> : null}
      <ul>
        {notes.map((note) => (
          <li key={note.id}>{note.text}</li>
        ))}
      </ul>
    </main>
  );
}
