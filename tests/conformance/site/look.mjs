// Looks at the site in FOLDER as people do: from the file system and from a server below a path, on desks and phones, in light and dark,
// in print, by keyboard, and without JavaScript. Every complaint is a line, and the exit code is 1.
// Judges a page of every kind, or PAGE alone.   look.mjs FOLDER [PAGE]
// NODE_PATH names where playwright-core and axe-core are.
import { createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.NODE_PATH}/`);
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core");
const folder = resolve(process.argv[2]);
const complaints = [];
const complain = (what) => complaints.push(what);

// Two pages of every kind are enough for the slow checks. The kind is what the address begins with, without names of entities and numbers of
// pages; pages with a drawing are others than those without one, and every document is a kind of its own.
const listPages = (directory) =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? listPages(path) : extname(path) === ".html" ? [relative(folder, path)] : [];
  });
const kindOf = (page) => {
  const [first, namespace, kind, , ...rest] = page.split("/");
  if (first === "docs") return page;
  if (first !== "catalog") return first;
  const list = rest.slice(0, rest[0] === "owns" ? 2 : 1).filter((part) => !/^(\d+|index.html)$/.test(part));
  const drawn = readFileSync(join(folder, page), "utf8").includes("<svg") ? ["drawn"] : [];
  return [first, namespace, kind, ...list, ...drawn].join("/");
};
const pages = listPages(folder).sort();
const byKind = new Map();
for (const page of pages) byKind.set(kindOf(page), [...(byKind.get(kindOf(page)) ?? []), page]);
const samples = process.argv[3] ? [process.argv[3]] : [...byKind.values()].flatMap((alike) => [...new Set([alike[0], alike.at(-1)])]);

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };
const server = createServer((request, response) => {
  const path = join(folder, decodeURIComponent(new URL(request.url, "http://site").pathname).replace(/^\/below\/a\/path\//, ""));
  const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, "index.html") : path;
  if (!statSync(file, { throwIfNoEntry: false })) return response.writeHead(404).end();
  response.setHeader("content-type", TYPES[extname(file)] ?? "text/plain");
  createReadStream(file).pipe(response);
}).listen(0, "127.0.0.1");
await new Promise((ready) => server.on("listening", ready));
const BASES = [`${pathToFileURL(folder)}/`, `http://127.0.0.1:${server.address().port}/below/a/path/`];
// The page for unknown addresses knows the path of the site on its server.
const baseOf = (path) => BASES[path === "404.html" ? 1 : 0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });

// A page of CONTEXT that reports what the console says, dialogs, and requests to anything but the site.
const openPage = async (context, name) => {
  const page = await context.newPage();
  page.on("console", (message) => complain(`${name}: console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complain(`${name}: ${error}`));
  page.on("dialog", (dialog) => { complain(`${name}: a dialog says ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    if (![...BASES, "data:"].some((base) => request.url().startsWith(base))) complain(`${name}: asks for ${request.url()}`);
  });
  return page;
};

const SCREENS = {
  desk: { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  "desk, dark": { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  "zoomed in": { viewport: { width: 640, height: 450 } },
  phone: { viewport: { width: 360, height: 800 } },
  paper: { viewport: { width: 794, height: 1123 } },
};
for (const [screen, options] of Object.entries(SCREENS)) {
  const context = await browser.newContext({ ...options, bypassCSP: true });
  const page = await openPage(context, screen);
  await page.emulateMedia({ media: screen === "paper" ? "print" : "screen" });
  for (const path of samples) {
    await page.goto(baseOf(path) + path);
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => globalThis.axe.run({ preload: false }));
    for (const { id, nodes } of violations) complain(`${screen}: ${path}: axe: ${id}: ${nodes[0].html.slice(0, 200)}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) complain(`${screen}: ${path}: wider than the screen by ${wider} pixels`);
  }
  await context.close();
}

// The policy of the pages holds here: nothing is bypassed. A violation is a message of the console.
for (const base of BASES) {
  const context = await browser.newContext();
  const page = await openPage(context, base.split(":")[0]);
  for (const path of samples.filter((path) => path !== "404.html" || base === baseOf(path))) await page.goto(base + path);
  await context.close();
}

const expectEqual = (what, found, wanted) => {
  if (found !== wanted) complain(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
};
const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());
const entity = pages.find((page) => page.startsWith("catalog/default/component/"));
for (const base of BASES) {
  const context = await browser.newContext();
  const page = await openPage(context, "keyboard");
  const asked = [];
  page.on("request", (request) => asked.push(request.url().split("/").pop()));
  await page.goto(base + entity);
  expectEqual("loaded before a key is pressed", asked.includes("search-index.js"), false);
  await page.keyboard.press("Tab");
  expectEqual("the first stop", await focused(page), "Skip to content");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash === "#main");
  await page.keyboard.press("/");
  const name = entity.split("/").at(-2);
  await page.keyboard.type(name);
  await page.waitForSelector(".pop li");
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  expectEqual("the first result", page.url(), base + entity);
  await page.goto(`${base}index.html`);
  await page.fill("#q", name);
  await Promise.all([page.waitForURL("**/search/index.html?q=*"), page.press("#q", "Enter")]);
  await page.waitForSelector("[data-results] li");
  await page.fill("#q", "nothing has this name");
  await Promise.all([page.waitForURL("**/search/index.html?q=nothing*"), page.press("#q", "Enter")]);
  await page.waitForFunction(() => document.querySelector("[data-status]").textContent.startsWith("0 results"));
  await context.close();
}

// Everything that can be clicked is a stop of the Tab key, in the order of the page, and shows that it is one.
const stops = await browser.newContext();
const tabbed = await openPage(stops, "Tab");
for (const path of samples.filter((sample) => sample.startsWith("catalog/"))) {
  await tabbed.goto(BASES[0] + path);
  const wanted = await tabbed.evaluate(() => {
    const stops = [...document.querySelectorAll("a[href], input, summary")].filter((stop) => stop.checkVisibility());
    for (const [number, stop] of stops.entries()) stop.dataset.stop = number;
    return stops.length;
  });
  for (let number = 0; number < wanted; number++) {
    await tabbed.keyboard.press("Tab");
    const [found, style] = await tabbed.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      const box = document.activeElement.querySelector("rect");
      return [document.activeElement.dataset.stop, box ? getComputedStyle(box).strokeWidth : style.outlineStyle];
    });
    if (found !== String(number)) { complain(`Tab: ${path}: stop ${number} is ${found}`); break; }
    if (["none", "1px"].includes(style)) { complain(`Tab: ${path}: stop ${number} doesn't show that it has the focus`); break; }
  }
}
await stops.close();

const still = await browser.newContext({ javaScriptEnabled: false });
const page = await openPage(still, "without JavaScript");
for (const path of samples) {
  await page.goto(baseOf(path) + path);
  expectEqual(`without JavaScript, headings of ${path}`, await page.locator("h1").count(), 1);
}
await page.goto(BASES[0] + entity);
expectEqual("without JavaScript, owners", await page.locator(".who").count(), 1);
await page.goto(`${BASES[0]}search/index.html`);
expectEqual("without JavaScript, the search leads to the list", await page.locator("noscript a, a[href='../all/index.html']").first().isVisible(), true);
await page.emulateMedia({ media: "print" });
await page.goto(BASES[0] + entity);
expectEqual("in print, the search", await page.locator("form.find").first().isVisible(), false);

await browser.close();
server.close();
console.log(`measured: ${samples.length} of ${pages.length} pages, ${Object.keys(SCREENS).length} screens`);
for (const complaint of complaints) console.log(complaint);
process.exitCode = complaints.length ? 1 : 0;
