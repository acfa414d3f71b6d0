// Draws pages of the site in SITE into FOLDER: on a desk in light and dark, and on a phone of 360 pixels.   pictures.mjs SITE FOLDER
// NODE_PATH names where playwright-core is.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(`${process.env.NODE_PATH}/`)("playwright-core");
const [site, folder] = process.argv.slice(2);
const desk = { viewport: { width: 1280, height: 860 }, colorScheme: "light" };
const pictures = {
  "catalog-home.png": ["index.html", desk],
  "catalog-system.png": ["catalog/default/system/money/index.html", desk],
  "catalog-entity.png": ["catalog/default/component/ledger/index.html", desk],
  "catalog-dark.png": ["catalog/default/component/ledger/index.html", { ...desk, colorScheme: "dark" }],
  "catalog-360.png": ["catalog/default/component/ledger/index.html", { ...desk, viewport: { width: 360, height: 760 } }],
};
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--force-color-profile=srgb"] });
for (const [name, [path, options]] of Object.entries(pictures)) {
  const page = await browser.newPage(options);
  await page.goto(`${pathToFileURL(resolve(site))}/${path}`);
  // What is on the first screen; the rest of a page is a table.
  await page.screenshot({ path: `${folder}/${name}` });
}
await browser.close();
