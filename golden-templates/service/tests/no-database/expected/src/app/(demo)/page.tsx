import { description, name } from "../../../package.json";

export default function Page() {
  return (
    <main>
      <h1>{name}</h1>
      <p>{description}</p>
      <p>
        Try <a href="/api/greeting?name=you">/api/greeting?name=you</a>.
      </p>
    </main>
  );
}
