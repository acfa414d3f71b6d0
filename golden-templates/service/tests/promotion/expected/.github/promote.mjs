// Opens a pull request that promotes the release tested in staging to production. It changes only deploy/production.yaml.
// Only one is open at a time, and it is updated to the newest release.
// Reads GITHUB_REPOSITORY, COMMIT, DIGEST, and GH_TOKEN, which needs write access to contents and pull requests.

const RECORD = "deploy/production.yaml";
const BRANCH = "promote/production";

/** Encodes a name with slashes, or any text, as one part of a path or query. */
const part = encodeURIComponent;

const { COMMIT, DIGEST, GH_TOKEN, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
const api = process.env.GITHUB_API_URL ?? "https://api.github.com";
const repository = `${process.env.GITHUB_SERVER_URL ?? "https://github.com"}/${GITHUB_REPOSITORY}`;

function fail(message) {
  console.log(`::error title=Nothing was proposed for production::${message}`);
  process.exit(1);
}

/** Calls the GitHub API. Returns undefined if the response is empty or has one of the statuses in `unless`. */
async function call(method, path, body, ...unless) {
  const response = await fetch(`${api}/repos/${GITHUB_REPOSITORY}${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${GH_TOKEN}`,
      "x-github-api-version": "2022-11-28",
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  }).catch((error) => fail(`${method} ${path}: ${error.cause?.message ?? error.message}`));
  const text = await response.text();
  if (unless.includes(response.status)) {
    return undefined;
  }
  if (!response.ok) {
    fail(`${method} ${path}: ${response.status} ${text.slice(0, 500).replaceAll("\n", " ")}`);
  }
  return text === "" ? undefined : JSON.parse(text);
}

/** The commit and digest recorded for production at `ref`; undefined if nothing has been promoted yet. */
async function recorded(ref) {
  const file = await call("GET", `/contents/${part(RECORD)}?ref=${ref}`, undefined, 404);
  const text = Buffer.from(file?.content ?? "", "base64").toString();
  return {
    commit: text.match(/^commit: *([0-9a-f]{40})$/m)?.[1],
    digest: text.match(/^digest: *(sha256:[0-9a-f]{64})$/m)?.[1],
  };
}

/** Whether `later` has everything in `earlier`, and more. */
async function isNewer(later, earlier) {
  const compared = await call("GET", `/compare/${earlier}...${later}?per_page=1`, undefined, 404);
  return compared?.status === "ahead";
}

/** Whether the record has the release to propose, or a newer one that was merged. */
async function isCurrent(record, tip) {
  if (record.commit === undefined || record.commit === COMMIT) {
    return record.commit === COMMIT && record.digest === DIGEST;
  }
  return (await isNewer(record.commit, COMMIT)) && (record.commit === tip || (await isNewer(tip, record.commit)));
}

/** The release that the commit `head` proposes, and its parent as `base`; undefined if others have changed the proposal. */
async function proposedBy(head) {
  const { parents, files } = await call("GET", `/commits/${head}`);
  const isOurs = parents.length === 1 && files.length === 1 && files[0].filename === RECORD;
  return isOurs ? { ...(await recorded(head)), base: parents[0].sha } : undefined;
}

/** Whether a proposal that was made when the branch was at `base` can still be merged now that it is at `tip`. */
async function fits(base, tip, running) {
  const before = await recorded(base);
  const isSame = before.commit === running.commit && before.digest === running.digest;
  return isSame && (base === tip || (await isNewer(tip, base)));
}

/** Creates a commit on top of `tip` that changes the release for production. */
async function committed(tip, message, { commit: proved, digest }) {
  const content = `# The release for production, tested in staging. A promotion changes only this file.\ncommit: ${proved}\ndigest: ${digest}\n`;
  const { tree } = await call("GET", `/git/commits/${tip}`);
  const file = { path: RECORD, mode: "100644", type: "blob", content };
  const changed = await call("POST", "/git/trees", { base_tree: tree.sha, tree: [file] });
  const commit = await call("POST", "/git/commits", { message, tree: changed.sha, parents: [tip] });
  return commit.sha;
}

/** Moves the branch of the proposal to `sha`. If that fails, recreates it, without a pull request, and returns false. */
async function moved(sha) {
  const ref = `/git/refs/${part(`heads/${BRANCH}`)}`;
  if (await call("PATCH", ref, { sha, force: true }, 403, 422)) {
    return true;
  }
  // Without the permission for workflows, an App can't move a branch across a workflow change, but it can create one.
  await call("DELETE", ref, undefined, 422);
  await call("POST", "/git/refs", { ref: `refs/heads/${BRANCH}`, sha });
  return false;
}

const { default_branch: base } = await call("GET", "");
const { object } = await call("GET", `/git/ref/${part(`heads/${base}`)}`);
const [owner] = GITHUB_REPOSITORY.split("/");
const [open] = await call("GET", `/pulls?state=open&head=${part(`${owner}:${BRANCH}`)}&base=${part(base)}`);
const running = await recorded(object.sha);
const before = open && (await proposedBy(open.head.sha));
const stands = before !== undefined && (await isCurrent(before, object.sha));
if ((stands && (await fits(before.base, object.sha, running))) || (await isCurrent(running, object.sha))) {
  console.log(`${COMMIT} or a newer commit was already proposed: ${open?.html_url ?? repository}`);
  process.exit();
}

// If the open proposal is newer, propose it again on top of the current branch: production may have been rolled back.
const next = stands ? before : { commit: COMMIT, digest: DIGEST };
const short = next.commit.slice(0, 12);
const title = `Promote ${short} to production`;
const run = `${repository}/actions/runs/${GITHUB_RUN_ID}`;
const body = [
  `Merging this rolls out [${short}](${repository}/commit/${next.commit}) to production, with the image and chart tested in staging.`,
  running.commit && `Changes: ${repository}/compare/${running.commit.slice(0, 12)}...${short}`,
  running.commit && "To roll back later, revert this pull request.",
  `If this has conflicts, such as after a rollback, rerun the job _Propose for production_ of [this run](${run}).`,
];
const words = { title, body: body.filter(Boolean).join("\n\n") };
const goesOn = (await moved(await committed(object.sha, title, next))) && open;
if (goesOn && (await call("GET", `/pulls/${open.number}`)).state !== "open") {
  fail(`the previous proposal, ${open.html_url}, was merged or closed in the meantime: run this job again`);
}
const proposed = await (goesOn
  ? call("PATCH", `/pulls/${open.number}`, words)
  : call("POST", "/pulls", { ...words, head: BRANCH, base }));
console.log(`::notice title=Proposed for production::${proposed.html_url}`);
