// Finds agencies of an index that lists none of them, on a phone, and prints, as JSON, what a person would see.
// usage: node find.mjs ADDRESS CHROMIUM
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [, , address, executablePath] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const options = { viewport: { width: 390, height: 900 }, bypassCSP: true };
const page = await (await browser.newContext(options)).newPage();
let asked = 0;
page.on("request", (request) => { asked += request.url().endsWith("names.json"); });

const counted = async (words) => {
  await page.waitForFunction((wanted) => document.querySelector(".nb-count").textContent === wanted, words, { timeout: 10000 })
    .catch(() => {});
  return [await page.innerText(".nb-count"), (await page.locator(".nb-named a").allInnerTexts()).slice(0, 2)];
};

await page.goto(`${address}reports/`, { waitUntil: "load" });
const askedAtFirst = asked;
await page.fill(".nb-filter input", "第7局");
const typed = await counted("显示 1 / 501 个机关");
await page.fill(".nb-filter input", "局");
const many = await counted("共有 501 个机关，列出前 200 个");
await page.fill(".nb-filter input", "");
const emptied = await counted("");
await page.goto("about:blank");
await page.goto(`${address}reports/?year=2022&status=missing`, { waitUntil: "load" });
const linked = await counted("共有 500 个机关，列出前 200 个");
const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
await page.evaluate(axe);
const { violations } = await page.evaluate(() => window.axe.run(".nb"));
const api = await page.evaluate(() => window.nianbao.search("第7局", { kind: "department" }));
// Leaving the field must not take the link away from under the finger.
await page.fill(".nb-filter input", "第7局");
await counted("显示 1 / 501 个机关");
await Promise.all([page.waitForURL("**/reports/a007/"), page.locator(".nb-named a").click()]);
const followed = new URL(page.url()).pathname;
const bare = await (await browser.newContext({ ...options, javaScriptEnabled: false })).newPage();
await bare.goto(`${address}reports/`, { waitUntil: "load" });
await bare.locator(".nb-overview tbody a").first().click();
const unscripted = await bare.locator(".nb-index tbody tr").count();
const faults = violations.map((violation) => violation.id);
console.log(JSON.stringify({ askedAtFirst, asked, typed, many, emptied, linked, api, wide, faults, followed, unscripted }));
await browser.close();
