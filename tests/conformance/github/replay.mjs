// Sends every request of a record to a mock that was made from GitHub's own description of its API, and shows what it
// does not take: node replay.mjs <record> <address>
import { readFileSync } from "node:fs";

const [record, address] = process.argv.slice(2);
const requests = [...new Set(readFileSync(record, "utf8").trim().split("\n"))].map((line) => JSON.parse(line));
const refused = [];
for (const { method, path, body } of requests) {
  const answer = await fetch(address + path, {
    method,
    redirect: "manual",
    headers: { accept: "application/json", authorization: "Bearer x", "content-type": "application/json" },
    body: body === null ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const violations = JSON.parse(answer.headers.get("sl-violations") ?? "[]").filter(({ location }) => location[0] === "request");
  if (text.includes("stoplight.io/prism/errors")) refused.push(`${method} ${path}: ${text.slice(0, 300)}`);
  for (const { message } of violations) refused.push(`${method} ${path}: ${message}`);
}
console.log(`${requests.length} different requests, ${refused.length} refused`);
for (const line of refused) console.log(line);
process.exit(requests.length === 0 || refused.length > 0 ? 1 : 0);
