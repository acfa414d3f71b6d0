// Draws the start page of a service at ADDRESS into FOLDER: as it is on a desk, on a phone of 360 pixels, and in dark mode.
// NODE_PATH names where playwright-core is.
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.NODE_PATH}/`)("playwright-core");
const [address, folder] = process.argv.slice(2);
const pictures = {
  "app.png": { viewport: { width: 1000, height: 820 } },
  "start-360.png": { viewport: { width: 360, height: 740 }, colorScheme: "light" },
  "start-dark.png": { viewport: { width: 1000, height: 820 }, colorScheme: "dark" },
};
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--force-color-profile=srgb"] });
for (const [name, options] of Object.entries(pictures)) {
  const page = await browser.newPage(options);
  await page.goto(address);
  await page.screenshot({ path: `${folder}/${name}`, fullPage: true });
}
await browser.close();
