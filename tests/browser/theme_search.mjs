// Asks the search of a theme in Chromium and prints, as JSON, the titles it finds and the errors of its scripts.
// usage: node theme_search.mjs ADDRESS CHROMIUM WORDS…
import { chromium } from "playwright-core";

const [, , address, executablePath, ...words] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await (await browser.newContext()).newPage();
const errors = [];
page.on("pageerror", (error) => errors.push(String(error)));
page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });

await page.goto(address, { waitUntil: "load" });
const material = await page.locator(".md-search__input").count();
// In the theme readthedocs results have a page of their own.
if (!material && !await page.locator("#mkdocs-search-query").count()) await page.goto(`${address}search.html`, { waitUntil: "load" });
await page.waitForTimeout(1500);
const found = {};
for (const word of words) {
  if (material) {
    await page.locator(".md-search__input").click();
    await page.fill(".md-search__input", word);
    // It listens to keys.
    await page.keyboard.press("End");
  } else {
    await page.evaluate((text) => {
      const box = document.querySelector("#mkdocs-search-query");
      box.value = text;
      box.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
    }, word);
  }
  await page.waitForTimeout(1000);
  const titles = material ? ".md-search-result__item h1, .md-search-result__item h2" : "#mkdocs-search-results h3";
  found[word] = (await page.locator(titles).allTextContents()).map((title) => title.replace(/\u200b/g, "").trim());
}
await browser.close();
console.log(JSON.stringify({ found, errors }));
