// Searches the reports of a built site in Chromium and prints, as JSON, what a person would find.
// usage: node search.mjs ADDRESS CHROMIUM PATH-OF-THE-INDEX WORDS…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [, , address, executablePath, index, ...words] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })).newPage();
const errors = [];
const asked = [];
page.on("pageerror", (error) => errors.push(String(error)));
page.on("console", (message) => { if (message.type() === "error") errors.push(`${message.text()} ${message.location().url}`); });
page.on("response", (response) => {
  const path = decodeURIComponent(new URL(response.url()).pathname);
  if (path.includes("/reports/search/")) asked.push(path);
});
page.on("request", (request) => { if (!request.url().startsWith(new URL(address).origin)) errors.push(`outside: ${request.url()}`); });

const input = ".nb-filter [name=text]";
const count = ".nb-found-count";
// What is said changes twice: while it is looked for, and then to what there is.
async function settled() {
  await page.waitForFunction(
    (where) => {
      const said = document.querySelector(where);
      return said && said.textContent && said.textContent !== said.dataset.nbWait;
    },
    count,
    { timeout: 15000 },
  );
  await page.waitForTimeout(300);
  return {
    said: await page.innerText(count),
    titles: await page.locator(".nb-found-list li > a").filter({ visible: true }).allInnerTexts(),
    marks: await page.locator(".nb-found-list mark").filter({ visible: true }).allInnerTexts(),
  };
}
async function typed(text) {
  await page.fill(input, "");
  await page.waitForFunction((where) => !document.querySelector(where).textContent, count);
  await page.fill(input, text);
  return settled();
}

await page.goto(address + index, { waitUntil: "load" });
const before = asked.length;
const found = {};
let first;
for (const word of words) {
  found[word] = await typed(word);
  first ??= [...asked];
}
const nothing = await typed("没有人写过的话xyzzy");

// By keyboard alone: from the box to the first result and its page.
await typed(words[0]);
await page.locator(input).focus();
let link = "";
for (let step = 0; step < 30 && !link; step += 1) {
  await page.keyboard.press("Tab");
  link = await page.evaluate(() => (document.activeElement.closest(".nb-found-list li") ? document.activeElement.href : ""));
}
// Leaving the box, which says once more what it holds, leaves what was found.
await page.evaluate(() => { document.querySelector(".nb-found-list li").dataset.kept = "1"; });
await page.locator(input).focus();
await page.locator(input).dispatchEvent("change");
await page.waitForTimeout(600);
const kept = await page.locator(".nb-found-list li[data-kept]").count();
await page.evaluate(() => document.activeElement.blur());
await page.addStyleTag({ content: "*, *::before, *::after { transition: none !important; }" });
await page.evaluate(axe);
const faults = [];
let wide = 0;
for (const width of [1280, 390, 320]) {
  await page.setViewportSize({ width, height: 900 });
  wide = Math.max(wide, await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth));
  const result = await page.evaluate(() => window.axe.run(".nb", { resultTypes: ["violations"] }));
  faults.push(...result.violations.map((item) => `${width} ${item.id}: ${item.nodes[0].html.slice(0, 160)}`));
}
await page.setViewportSize({ width: 1280, height: 900 });

// A filter of the list is one of the search, too.
const narrowed = {};
for (const year of await page.locator(".nb-filter [name=year] option").evaluateAll((all) => all.map((one) => one.value))) {
  await page.selectOption(".nb-filter [name=year]", year);
  await page.waitForTimeout(400);
  narrowed[year] = await settled();
}
if (Object.keys(narrowed).length) {
  await page.selectOption(".nb-filter [name=year]", "");
  await settled();
}
// Themes may swap the page without loading it; the index is found from the new one, and once more from the first.
await page.locator(".nb-found-list li > a").first().click();
await page.waitForURL(link);
await page.waitForSelector(".nb-report");
const title = await page.title();
const api = await page.evaluate(async (text) => window.nianbao.search(text), words[0]);
const none = await page.evaluate(async (text) => window.nianbao.search(text, { year: "1999" }), words[0]);
const opens = [];
for (const one of api) opens.push((await page.request.get(new URL(one.address, address).href)).status());
await page.locator(".nb-crumbs a").first().click();
await page.waitForSelector(count, { state: "attached" });
const again = (await typed(words[0])).titles;
await browser.close();
console.log(JSON.stringify({ before, found, nothing, link, title, api, none, opens, again, kept, narrowed, faults, wide, errors, first }));
