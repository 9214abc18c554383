// Narrows the index down, shows wide tables column by column on a phone, opens what a link leads into, and prints;
// every page is complete without it.
(function () {
  "use strict";

  function narrow(form) {
    var wanted = new FormData(form);
    var text = String(wanted.get("text") || "").trim().toLowerCase();
    var region = wanted.get("region");
    var kind = wanted.get("kind");
    var year = wanted.get("year");
    var status = wanted.get("status");
    var table = form.parentNode.querySelector(".nb-index");
    var shown = 0;
    table.querySelectorAll("[data-nb-year]").forEach(function (cell) {
      cell.hidden = Boolean(year) && cell.dataset.nbYear !== year;
    });
    table.querySelectorAll("tbody tr").forEach(function (row) {
      var cells = Array.from(row.querySelectorAll("td")).filter(function (cell) { return !cell.hidden; });
      var fits = row.dataset.nbText.includes(text)
        && (!region || row.dataset.nbRegion === region)
        && (!kind || row.dataset.nbKind === kind)
        && (!status || cells.some(function (cell) { return cell.dataset.nbStatus === status; }));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    var count = form.querySelector(".nb-count");
    var narrowed = text || region || kind || year || status;
    count.textContent = narrowed ? count.dataset.nbWords.replace("{shown}", shown) : "";
  }

  // Which cells stand aside; the stylesheet hides them on a narrow screen only.
  function choose(box) {
    var chosen = box.querySelector("select").value;
    var frame = box.closest(".nb-frame");
    var heads = {};
    frame.querySelectorAll("td").forEach(function (cell) {
      var aside = Boolean(chosen) && cell.dataset[box.dataset.nbBy] !== chosen;
      cell.classList.toggle("nb-aside", aside);
      if (!aside) { cell.headers.split(" ").forEach(function (id) { heads[id] = true; }); }
    });
    frame.querySelectorAll("th.nb-boxhead").forEach(function (head) {
      head.classList.toggle("nb-aside", !heads[head.id]);
    });
    frame.classList.toggle("nb-narrowed", Boolean(chosen));
  }

  function step(box, by) {
    var select = box.querySelector("select");
    var count = select.options.length;
    select.selectedIndex = (select.selectedIndex + by + count) % count;
    choose(box);
  }

  // A cell that a link leads to is shown with its column. Folded parts browsers of today open themselves.
  function reveal() {
    var target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    var box = target && target.matches(".nb-aside") && target.closest(".nb-frame").querySelector(".nb-columns");
    if (box) {
      box.querySelector("select").value = target.dataset[box.dataset.nbBy];
      choose(box);
      target.scrollIntoView({ block: "center" });
    }
    var part = target && target.closest(".nb details:not([open])");
    while (part) {
      part.open = true;
      part = part.parentNode.closest("details:not([open])");
      if (!part) { target.scrollIntoView(); }
    }
  }

  function prepare() {
    document.querySelectorAll(".nb-columns").forEach(function (box) {
      if (!box.hidden) { return; }
      box.hidden = false;
      box.addEventListener("change", function () { choose(box); });
      box.querySelectorAll("button").forEach(function (button) {
        button.addEventListener("click", function () { step(box, Number(button.dataset.nbStep)); });
      });
      choose(box);
    });
    reveal();
    document.querySelectorAll(".nb-filter").forEach(function (form) {
      if (!form.hidden) { return; }
      form.hidden = false;
      ["input", "change"].forEach(function (event) {
        form.addEventListener(event, function () { narrow(form); });
      });
      form.addEventListener("submit", function (event) { event.preventDefault(); });
      // A browser that comes back to the page may have kept what was typed.
      narrow(form);
    });
    document.querySelectorAll(".nb-print").forEach(function (button) {
      if (!button.hidden) { return; }
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  }

  window.addEventListener("hashchange", reveal);

  // Material swaps pages without loading them; it tells through document$.
  if (window.document$ && window.document$.subscribe) {
    window.document$.subscribe(prepare);
  } else if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", prepare);
  } else {
    prepare();
  }
})();
