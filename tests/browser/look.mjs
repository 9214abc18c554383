// Opens a built site in Chromium and prints, as JSON, what a person would see there.
// usage: node look.mjs ADDRESS CHROMIUM REPORT
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [, , address, executablePath, report] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const outside = new Set();

async function open(path, width, colorScheme, javaScriptEnabled = true) {
  const options = { viewport: { width, height: 900 }, colorScheme, bypassCSP: true, javaScriptEnabled };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) outside.add(request.url());
  });
  await page.goto(address + path, { waitUntil: "load" });
  return page;
}

// Themes may scroll smoothly, so a place has a moment to come into view. The clock is ours: a page without scripts has none.
const inView = async (locator) => {
  for (let round = 0; round < 30; round += 1) {
    const there = await locator.evaluate((element) => {
      const box = element.getBoundingClientRect();
      return box.top >= 0 && box.top < window.innerHeight - 20 && box.width > 0;
    });
    if (there) return true;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return false;
};
const visible = (page, selector) => page.locator(selector).filter({ visible: true }).allInnerTexts();

async function index() {
  const page = await open("reports/", 1280, "light");
  const rows = ".nb-index tbody tr > th";
  const all = await visible(page, rows);
  await page.fill(".nb-filter input", "办公");
  const typed = await visible(page, rows);
  const count = await page.innerText(".nb-count");
  await page.fill(".nb-filter input", "");
  await page.selectOption(".nb-filter [name=status]", "failed");
  const failed = await visible(page, rows);
  await page.selectOption(".nb-filter [name=year]", "2022");
  const failedIn2022 = await visible(page, rows);
  await page.selectOption(".nb-filter [name=status]", "");
  const years = await visible(page, ".nb-index thead th");
  const kept = new URL(page.url()).hash;
  await page.selectOption(".nb-filter [name=year]", "");
  await page.selectOption(".nb-filter [name=sort]", "name");
  const sorted = await visible(page, rows);
  await page.goto("about:blank");
  await page.goto(`${address}reports/#text=${encodeURIComponent("示例局")}&status=failed`, { waitUntil: "load" });
  const recalled = await visible(page, rows);
  await page.goto(`${address}reports/years/2023/`, { waitUntil: "load" });
  await page.locator('.nb-strip [data-nb-status="failed"] a').click();
  await page.waitForURL("**/reports/?year=2023&status=failed");
  const linked = await visible(page, rows);
  await page.context().close();
  const plain = await open("reports/", 1280, "light", false);
  const unscripted = await visible(plain, rows);
  const filterWithoutScript = await plain.locator(".nb-filter").isVisible();
  await plain.context().close();
  return { all, typed, count, failed, failedIn2022, years, kept, recalled, linked, sorted, unscripted, filterWithoutScript };
}

async function table() {
  const page = await open(report, 1280, "light");
  const box = (selector) => page.locator(selector).first().boundingBox();
  const head = page.locator('[data-nb-table="applications"] thead th', { hasText: "申请人情况" });
  const over = await head.boundingBox();
  const left = await box('[data-nb-row="new"] [data-nb-cell="natural_person"]');
  const right = await box('[data-nb-row="new"] [data-nb-cell="total"]');
  const mark = page.locator("#nb-applications-granted-total .nb-mark").first();
  const number = await mark.evaluate((link) => getComputedStyle(link, "::after").content);
  await mark.click();
  const finding = page.locator("#nb-finding-2");
  const toFinding = [new URL(page.url()).hash, await inView(finding)];
  await finding.locator(".nb-to-cell").click();
  const cell = page.locator("#nb-applications-granted-total");
  const toCell = [new URL(page.url()).hash, await inView(cell)];
  const text = await cell.evaluate((element) => element.textContent);
  await page.context().close();
  return {
    merged: Math.abs(over.x - left.x) < 2 && Math.abs(over.x + over.width - right.x - right.width) < 2,
    number, toFinding, toCell, text,
  };
}

// By keyboard alone: from a marked cell to its finding, from there back to the cell, to a cell that only takes part,
// from each of them back, and the same for a proposal; what has the focus is to be seen.
async function keyboard(scripts) {
  const page = await open(report, 1280, "light", scripts);
  const hash = () => new URL(page.url()).hash;
  const focused = () => page.evaluate(() => {
    const here = document.activeElement;
    const style = getComputedStyle(here);
    const box = here.getBoundingClientRect();
    return {
      address: here.getAttribute("href") || "",
      inside: here.closest("td, li.nb-finding, .nb-repair")?.id || "",
      seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.height > 0,
    };
  });
  const hidden = [];
  const tabTo = async (fits) => {
    for (let step = 0; step < 150; step += 1) {
      await page.keyboard.press("Tab");
      const at = await focused();
      if (at.inside && !at.seen) hidden.push(at);
      if (fits(at)) return true;
    }
    return false;
  };
  const enter = async (fits) => {
    if (!await tabTo(fits)) return "no such link";
    await page.keyboard.press("Enter");
    await page.waitForTimeout(50);
    return [hash(), await inView(page.locator(hash()))];
  };
  const cell = "nb-applications-granted-total";
  const part = "nb-applications-granted-natural_person";
  const walk = [];
  walk.push(await enter((at) => at.inside === cell && at.address === "#nb-finding-2"));
  walk.push(await enter((at) => at.inside === "nb-finding-2" && at.address === `#${cell}`));
  await page.keyboard.press("Tab");
  walk.push((await focused()).inside);
  walk.push(await enter((at) => at.inside === cell && at.address === "#nb-repair-1"));
  walk.push(await enter((at) => at.inside === "nb-repair-1" && at.address === `#${cell}`));
  walk.push(await enter((at) => at.address === "#nb-verdict"));
  await tabTo((at) => at.inside === "nb-finding-2");
  await page.locator("#nb-finding-2 summary").focus();
  await page.keyboard.press("Enter");
  walk.push(await enter((at) => at.address === `#${part}`));
  walk.push(await enter((at) => at.inside === part && at.address === "#nb-finding-2"));
  const folded = page.locator(`#${part} .nb-propose`);
  await folded.focus();
  await page.keyboard.press("Enter");
  walk.push([hash(), await inView(page.locator(hash()))]);
  await page.context().close();
  return { walk, hidden };
}

async function phone() {
  const page = await open(report, 390, "light");
  await page.selectOption('.nb-frame:has([data-nb-table="applications"]) select', "");
  const frame = page.locator('.nb-frame:has([data-nb-table="applications"]) .nb-scroll');
  const stub = frame.locator('th[scope="row"]', { hasText: "上年结转" });
  const before = await stub.boundingBox();
  await frame.evaluate((element) => element.scrollTo(150, 0));
  const after = await stub.boundingBox();
  const scrolled = await frame.evaluate((element) => element.scrollLeft);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.context().close();
  return { scrolled, stays: Math.abs(before.x - after.x) < 1, wide };
}

// Column by column: what is shown first, one step back, and where a link leads; a desk and paper have all columns.
async function columns() {
  const page = await open(report, 390, "light");
  const frame = '.nb-frame:has([data-nb-table="applications"])';
  const seen = async () => [
    ...await visible(page, `${frame} thead th:not(.nb-0)`), ...await visible(page, `${frame} [data-nb-row="new"] td`),
  ].map((text) => text.trim());
  const first = await seen();
  await page.locator(`${frame} .nb-columns button`).first().click();
  const stepped = await seen();
  await page.evaluate(() => { window.location.hash = "nb-applications-new-natural_person"; });
  const there = await inView(page.locator("#nb-applications-new-natural_person"));
  const led = await seen();
  // A link from elsewhere, to a cell that nothing on the site leads to and that has no id therefore.
  const old = "nb-applications-rejected_repeat-research_institution";
  const named = await page.locator(`#${old}`).count();
  await page.evaluate((hash) => { window.location.hash = hash; }, old);
  const found = [named, await inView(page.locator(`#${old}:target`))];
  const count = () => page.locator(`${frame} td`).filter({ visible: true }).count();
  await page.emulateMedia({ media: "print" });
  const printed = await count();
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize({ width: 1280, height: 900 });
  const desk = await count();
  await page.context().close();
  return { first, stepped, led, inView: there, found, desk, printed };
}

// No page may be wider than the screen, down to a desk's window at 400 %.
async function wide() {
  const found = [];
  for (const width of [320, 720]) {
    const page = await open("reports/", width, "light");
    for (const path of ["reports/data-bureau/", "reports/data-bureau/2023/", "reports/data-bureau/2023/changes/"]) {
      await page.goto(address + path, { waitUntil: "load" });
      await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) found.push([path, width, over]);
    }
    await page.context().close();
  }
  return found;
}

async function accessibility() {
  const faults = [];
  let checked = 0;
  const kinds = [
    "reports/", report, report.replace(/[0-9]+\/$/, ""), "reports/example-office/2023/", "reports/example-office/2018/",
    "reports/years/2023/", "reports/forms/cn-disclosure-2021/", "reports/rules/", "reports/rules/SUM303/",
    "reports/rules/SUM301/", "reports/data-bureau/", "reports/data-bureau/2023/changes/",
    "reports/compare/", "reports/compare/applications/granted/", "reports/years/2023/handback/",
    "",
  ];
  // What the scheme changes are colours alone. A page is loaded once in each; a theme keeps to the first it saw.
  const colours = { runOnly: ["color-contrast", "link-in-text-block"] };
  for (const [scheme, options] of [["light", {}], ["dark", colours]]) {
    const page = await open(kinds[0], 1280, scheme);
    for (const path of kinds) {
      await page.goto(address + path, { waitUntil: "load" });
      await page.addStyleTag({ content: "*, *::before, *::after { transition: none !important; }" });
      await page.evaluate(axe);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        // The thousand cells of all years are looked at once; they look alike everywhere.
        const all = width === 1280 && scheme === "light" && path === kinds[2];
        await page.evaluate((shown) => document.querySelectorAll("details").forEach((part) => {
          part.open = shown || !part.matches(".nb-all-cells");
        }), all);
        const chosen = { ...options, resultTypes: ["violations"] };
        const result = await page.evaluate((wanted) => window.axe.run(".nb", wanted), chosen);
        checked += result.passes.length;
        for (const item of result.violations) {
          const places = item.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message || ""}`);
          faults.push(`${path} ${width} ${scheme} ${item.id}: ${places.join(" | ")}`);
        }
      }
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    await page.context().close();
  }
  return { faults, checked };
}

const seen = {
  index: await index(), table: await table(), phone: await phone(), columns: await columns(), wide: await wide(), keyboard: await keyboard(true),
  unscripted: await keyboard(false), accessibility: await accessibility(),
};
await browser.close();
console.log(JSON.stringify({ ...seen, outside: [...outside] }));
