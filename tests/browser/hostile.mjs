// Opens every page of a built site in Chromium, searches it, and prints, as JSON, what ran, what was asked of other
// hosts, and what of a page is active that the theme did not bring.
// usage: node hostile.mjs ADDRESS CHROMIUM WORD PAGE…
import { chromium } from "playwright-core";

const [, , address, executablePath, word, ...pages] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const seen = { ran: [], outside: [], active: [], doubled: [], searched: 0 };
const page = await context.newPage();
let here = "";
page.on("dialog", (dialog) => { seen.ran.push(`${here} ${dialog.message()}`); dialog.dismiss().catch(() => {}); });
page.on("request", (request) => {
  const url = request.url();
  if (!url.startsWith(address) && !url.startsWith("data:") && !url.startsWith("blob:")) seen.outside.push(`${here} ${url}`);
});
page.on("popup", () => seen.ran.push(`${here} popup`));

const active = () => page.evaluate(() => {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/.test(name) || /^\s*(javascript|vbscript|data:text)/i.test(value)) found.push(`${element.tagName} ${name}=${value}`);
    }
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "FORM"].includes(element.tagName) && element.closest(".nb") && !/^nb-/.test(element.className)) found.push(element.tagName);
    if (element.tagName === "SCRIPT" && element.closest(".nb") && element.type !== "application/ld+json") found.push("SCRIPT");
  }
  return found;
});
const doubled = () => page.evaluate(() => {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
});

async function look() {
  await page.waitForTimeout(150);
  seen.active.push(...(await active()).map((text) => `${here} ${text}`));
  seen.doubled.push(...(await doubled()).map((text) => `${here} ${text}`));
}

for (const path of pages) {
  here = path;
  await page.goto(address + path, { waitUntil: "load" });
  await look();
}

// Each theme has a search of its own; what is found is shown with titles and excerpts of the pages.
here = "search";
await page.goto(address + pages[0], { waitUntil: "load" });
if (await page.locator(".md-search__input").count()) {
  await page.locator(".md-search__input").click();
  await page.locator(".md-search__input").pressSequentially(word);
  await page.locator(".md-search-result__link").first().waitFor({ timeout: 20000 });
  seen.searched = await page.locator(".md-search-result__link").count();
} else if (await page.locator("#mkdocs_search_modal").count()) {
  // The index is loaded in its own time, and what is typed before is not looked up again.
  for (let round = 0; round < 100 && !(await page.locator("#mkdocs-search-results article").count()); round += 1) {
    await page.locator("#mkdocs-search-query").evaluate((input, text) => {
      input.value = text;
      input.dispatchEvent(new KeyboardEvent("keyup"));
    }, word);
    await page.waitForTimeout(200);
  }
  seen.searched = await page.locator("#mkdocs-search-results article").count();
} else {
  await page.goto(`${address}search.html?q=${word}`, { waitUntil: "load" });
  await page.locator("#mkdocs-search-results article").first().waitFor({ state: "attached", timeout: 20000 });
  seen.searched = await page.locator("#mkdocs-search-results article").count();
}
await look();
await browser.close();
console.log(JSON.stringify(seen));
