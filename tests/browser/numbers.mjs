// Opens pages on a phone and prints, as JSON, every number and year that is broken over two lines, by page.
// usage: node numbers.mjs ADDRESS CHROMIUM PATH...
import { chromium } from "playwright-core";

const [, , address, executablePath, ...paths] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

// A number that stands by itself; the digits of an address, a name of a file or a digest may break.
const broken = () => {
  const found = [];
  let seen = 0;
  for (const root of document.querySelectorAll(".nb")) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      for (const number of text.data.matchAll(/(?<![\w./:-])[+-−]?\d+(?:[.,]\d+)*%?(?![\w./:-])/gu)) {
        const range = document.createRange();
        range.setStart(text, number.index);
        range.setEnd(text, number.index + number[0].length);
        const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)));
        seen += lines.size > 0;
        if (lines.size > 1) found.push(`${number[0]} in <${text.parentElement.tagName.toLowerCase()} class="${text.parentElement.className}">`);
      }
    }
  }
  return { seen, found };
};

const result = {};
for (const width of [390, 320]) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  for (const path of paths) {
    await page.goto(address + path, { waitUntil: "load" });
    await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
    result[`${path} ${width}`] = await page.evaluate(broken);
  }
  await context.close();
}
console.log(JSON.stringify(result));
await browser.close();
