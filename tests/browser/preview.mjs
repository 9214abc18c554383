// Opens a report in a preview in Chromium and prints, as JSON, what a reviewer would see there.
// usage: node preview.mjs ADDRESS CHROMIUM REPORT
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [, , address, executablePath, report] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

async function open(width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(address + report, { waitUntil: "load" });
  return page;
}

async function inView(locator) {
  for (let round = 0; round < 30; round += 1) {
    const box = await locator.boundingBox();
    if (box && box.y >= 0 && box.y < 880) return true;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return false;
}

// By keyboard: from a number to its cell, by the next stop back to the number, and from there to its finding.
async function walk(page) {
  const hash = () => decodeURIComponent(new URL(page.url()).hash);
  const number = page.locator('a.nb-claim[data-nb-claim="differs"]').first();
  const name = await number.getAttribute("aria-label");
  await number.focus();
  await page.keyboard.press("Enter");
  const toCell = [hash(), await inView(page.locator(hash()))];
  const anchor = await number.getAttribute("id");
  const back = page.locator(`${hash()} .nb-to-words[href="#${anchor}"]`);
  let reached = false;
  for (let step = 0; step < 5 && !reached; step += 1) {
    await page.keyboard.press("Tab");
    reached = await back.evaluate((link) => link === document.activeElement && link.offsetParent !== null);
  }
  const said = [await back.getAttribute("aria-label"), reached];
  await page.keyboard.press("Enter");
  const toText = hash() === `#${anchor}` && await inView(number);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const toFinding = hash().startsWith("#nb-finding-") && await inView(page.locator(hash()));
  return { name, toCell, back: said, toText, toFinding };
}

const style = (page, selector, name, part) => page.locator(selector).first()
  .evaluate((element, [property, pseudo]) => getComputedStyle(element, pseudo)[property], [name, part]);

async function unlinked(page) {
  const place = 'span.nb-claim[data-nb-claim="unlinked"]';
  const closed = await style(page, place, "borderBottomStyle");
  await page.locator(".nb-verification > summary").focus();
  await page.keyboard.press("Enter");
  return { closed, open: await style(page, place, "borderBottomStyle") };
}

async function signs(page) {
  const found = {};
  for (const state of ["differs", "about", "agrees"]) {
    found[state] = await style(page, `a.nb-claim[data-nb-claim="${state}"]`, "content", "::after");
  }
  return found;
}

async function printed(page) {
  await page.emulateMedia({ media: "print" });
  const line = 'a.nb-claim[data-nb-claim="differs"]';
  return {
    panel: await style(page, ".nb-verification", "display"),
    line: await style(page, line, "textDecorationLine"),
    sign: await style(page, line, "display", "::after"),
  };
}

const desk = await open(1280, "light");
const seen = { walk: await walk(desk), unlinked: await unlinked(desk), signs: await signs(desk), print: await printed(desk) };
const faults = [];
const wide = [];
// What the scheme changes are colours alone.
const colours = { runOnly: ["color-contrast", "link-in-text-block"] };
for (const [width, scheme, rules] of [[1280, "light", {}], [390, "dark", colours]]) {
  const page = await open(width, scheme);
  await page.addStyleTag({ content: "*, *::before, *::after { transition: none !important; }" });
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  wide.push(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)));
  await page.evaluate(axe);
  const result = await page.evaluate((chosen) => window.axe.run(".nb", { ...chosen, resultTypes: ["violations"] }), rules);
  for (const item of result.violations) {
    faults.push(`${width} ${scheme} ${item.id}: ${item.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }
}
await browser.close();
console.log(JSON.stringify({ ...seen, faults, wide }));
