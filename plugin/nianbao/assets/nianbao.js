// Narrows the index down, opens what a link leads into, and prints; every page is complete without it.
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

  // Browsers of today do this themselves.
  function reveal() {
    var target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    var part = target && target.closest(".nb details:not([open])");
    while (part) {
      part.open = true;
      part = part.parentNode.closest("details:not([open])");
      if (!part) { target.scrollIntoView(); }
    }
  }

  function prepare() {
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
