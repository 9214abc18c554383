// Narrows lists down and sorts them, shows wide tables column by column on a phone, opens what a link leads into, and
// prints; every page is complete without it.
(function () {
  "use strict";

  // What can be chosen stands in the address behind #, so that a list can be sent to somebody as it is.
  var names = ["text", "region", "kind", "year", "status", "sort"];

  function chosen(form) {
    var found = {};
    names.forEach(function (name) {
      var field = form.elements[name];
      found[name] = field ? field.value.trim() : "";
    });
    return found;
  }

  function remember(form) {
    var wanted = chosen(form);
    var state = new URLSearchParams();
    names.forEach(function (name) { if (wanted[name]) { state.set(name, wanted[name]); } });
    var address = window.location.pathname + (String(state) ? "#" + state : "");
    try {
      window.history.replaceState(window.history.state, "", address);
    } catch (error) {
      // A page opened as a file may not change its address.
    }
  }

  function recall(form) {
    var hash = window.location.hash.slice(1);
    // Links of the site say it behind ?, which no check of links takes for a place in the page.
    var state = new URLSearchParams(hash.includes("=") ? hash : window.location.search);
    if (!names.some(function (name) { return state.has(name); })) { return; }
    names.forEach(function (name) {
      var field = form.elements[name];
      if (field) { field.value = state.get(name) || ""; }
      if (field && field.selectedIndex === -1) { field.value = ""; }
    });
  }

  function standings(item) {
    return (item.dataset.nbStandings || "").split(" ").map(function (pair) { return pair.split(":"); });
  }

  function fits(item, wanted) {
    var text = (item.dataset.nbText || item.querySelector("th, a").textContent).toLowerCase();
    return wanted.text.toLowerCase().split(/\s+/).every(function (part) { return text.includes(part); })
      && (!wanted.region || item.dataset.nbRegion === wanted.region)
      && (!wanted.kind || item.dataset.nbKind === wanted.kind)
      && (!wanted.status || standings(item).some(function (pair) {
        return pair[1] === wanted.status && (!wanted.year || pair[0] === wanted.year);
      }));
  }

  var items = ".nb-index tbody tr, .nb-index li";

  function narrow(form) {
    var wanted = chosen(form);
    var finder = form.closest(".nb-finder");
    finder.querySelectorAll("th[data-nb-year]").forEach(function (head) {
      var aside = Boolean(wanted.year) && head.dataset.nbYear !== wanted.year;
      if (head.hidden === aside) { return; }
      Array.from(head.closest("table").rows).forEach(function (row) { row.cells[head.cellIndex].hidden = aside; });
    });
    var count = form.querySelector(".nb-count");
    var narrowed = names.some(function (name) { return name !== "sort" && wanted[name]; });
    form.dispatchEvent(new CustomEvent("nb-narrowed", { bubbles: true }));
    if (form.dataset.nbNames) { find(form, wanted, narrowed, count); return; }
    finder.querySelectorAll(items).forEach(function (item) {
      item.hidden = !fits(item, wanted);
      // The sign beside a name in a long list is that of the last year.
      var sign = item.querySelector(":scope > .nb-status");
      if (sign) { sign.hidden = Boolean(wanted.year) && standings(item).pop()[0] !== wanted.year; }
    });
    finder.querySelectorAll("[data-nb-group]").forEach(function (group) {
      group.hidden = !group.querySelector("li:not([hidden])");
    });
    // A page of several tables has every agency in each; the first one is counted.
    var list = finder.querySelector(".nb-index tbody") || finder;
    var shown = list.querySelectorAll(":scope > tr:not([hidden]), .nb-index li:not([hidden])").length;
    count.textContent = narrowed ? count.dataset.nbWords.replace("{shown}", shown) : "";
    arrange(finder, wanted.sort);
  }

  // The agencies that a long page doesn't list come with the first use of its filter.
  var asked = {};
  var most = 200;

  function unpacked(data, years) {
    return data.agencies.map(function (entry, place) {
      var pairs = data.years.map(function (year, at) {
        return [year, data.statuses[entry[5].charCodeAt(at) - 97]];
      }).filter(function (pair) { return !years || years.includes(String(pair[0])); });
      return {
        nbPlace: place + 1, id: entry[0], name: entry[1], part: entry[7],
        newest: pairs.length && pairs[pairs.length - 1][1],
        dataset: {
          nbText: entry[2], nbRegion: entry[3], nbKind: entry[4], nbLatest: entry[6] === null ? undefined : entry[6],
          nbStandings: pairs.map(function (pair) { return pair[0] + ":" + pair[1][0]; }).join(" ")
        }
      };
    });
  }

  function ask(form) {
    var address = new URL(form.dataset.nbNames, document.baseURI).href;
    var years = form.dataset.nbYears;
    var key = address + " " + years;
    asked[key] = asked[key] || fetch(address).then(function (answer) { return answer.json(); }).then(function (data) {
      return unpacked(data, years && years.split(" "));
    });
    return asked[key];
  }

  function foundLine(form, agency, withSign) {
    var line = document.createElement("li");
    var link = line.appendChild(document.createElement("a"));
    var parts = { "-agency-": agency.id, "-part-": agency.part, "-name-": agency.name };
    link.textContent = agency.name;
    link.lang = "zh-CN";
    link.href = form.dataset.nbTo.replace(/-(agency|part|name)-/g, function (name) {
      return encodeURIComponent(parts[name]);
    });
    if (withSign && agency.newest) {
      var sign = line.appendChild(document.createElement("span"));
      sign.className = "nb-status";
      sign.dataset.nbStatus = agency.newest[0];
      sign.textContent = agency.newest[1] + " " + agency.newest[2];
    }
    return line;
  }

  function find(form, wanted, narrowed, count) {
    var place = form.closest(".nb-finder").querySelector(".nb-named");
    var key = String(Object.values(wanted));
    // Leaving a field says once more what it holds; what was found stays, as somebody may be about to follow it.
    if (form.nbFound === key) { return; }
    form.nbFound = key;
    if (!narrowed) { place.replaceChildren(); count.textContent = ""; return; }
    ask(form).then(function (agencies) {
      // Somebody may have typed on while the names came.
      if (form.nbFound !== key) { return; }
      var found = ordered(agencies.filter(function (agency) { return fits(agency, wanted); }), wanted.sort);
      place.replaceChildren.apply(place, found.slice(0, most).map(function (agency) {
        return foundLine(form, agency, form.elements.status && !wanted.year);
      }));
      var words = found.length > most ? count.dataset.nbMost : count.dataset.nbWords;
      count.textContent = words.replace("{shown}", Math.min(found.length, most)).replace("{found}", found.length);
    }, function () {
      // A page opened as a file may not read another one; the links to the parts are left.
      place.replaceChildren();
      form.nbFound = "";
    });
  }

  // What the filter finds on this page, for scripts: the answer of `nianbao.search` without an index of reports.
  window.nianbao.listed = function (text, wanted) {
    wanted = Object.assign({}, wanted, { text: text });
    var form = document.querySelector(".nb-filter[data-nb-names]");
    var links = form ? ask(form).then(function (agencies) {
      return agencies.filter(function (agency) { return fits(agency, wanted); }).map(function (agency) {
        return foundLine(form, agency).querySelector("a");
      });
    }) : Promise.resolve(Array.from(document.querySelectorAll(items)).filter(function (item) {
      return fits(item, wanted);
    }).map(function (item) { return item.querySelector("a"); }));
    return links.then(function (all) {
      return all.filter(function (link, place) {
        return (!wanted.agency || link.textContent === wanted.agency)
          && all.findIndex(function (one) { return one.href === link.href; }) === place;
      }).map(function (link) { return { address: link.pathname, title: link.textContent, excerpt: "" }; });
    }).catch(function () { return []; });
  };

  var orders = {
    name: function (item) { return item.name || item.querySelector("th a, a").textContent; },
    region: function (item) { return item.dataset.nbRegion || "\uffff"; },
    latest: function (item) { return item.dataset.nbLatest === undefined ? Infinity : -Number(item.dataset.nbLatest); },
    failed: function (item) { return -standings(item).filter(function (pair) { return pair[1] === "failed"; }).length; }
  };

  // Items that are equal keep the order they had at first.
  function ordered(all, by) {
    all.forEach(function (item, place) { if (!item.nbPlace) { item.nbPlace = place + 1; } });
    var key = orders[by];
    return all.slice().sort(function (one, other) {
      var a = key ? key(one) : 0, b = key ? key(other) : 0;
      var difference = typeof a === "string" ? a.localeCompare(b, "zh-CN") : (a > b) - (a < b);
      return difference || one.nbPlace - other.nbPlace;
    });
  }

  function arrange(finder, by) {
    finder.querySelectorAll(".nb-index tbody, ul.nb-compact").forEach(function (list) {
      var all = Array.from(list.children);
      var sorted = ordered(all, by);
      if (sorted.some(function (item, place) { return item !== all[place]; })) { list.append.apply(list, sorted); }
    });
  }

  // The cells of a table, each with the column it begins in: cells of rows above may reach down into a row.
  function places(frame) {
    var found = [], taken = {};
    frame.querySelectorAll("tr").forEach(function (row, top) {
      var left = 0;
      Array.from(row.cells).forEach(function (cell) {
        while (taken[top + " " + left]) { left += 1; }
        found.push({ cell: cell, left: left });
        for (var down = 0; down < cell.rowSpan; down += 1) {
          for (var right = 0; right < cell.colSpan; right += 1) { taken[(top + down) + " " + (left + right)] = true; }
        }
      });
    });
    return found;
  }

  // What can be chosen is what the table's own heads say: the lowest one above all cells of a choice names it.
  function offer(box) {
    var words = document.querySelector("[data-nb-columns]").dataset.nbColumns.split("|"), frame = box.closest(".nb-frame");
    var all = places(frame), choices = {};
    // In a table without a stub the groups of the boxhead are its rows.
    box.dataset.nbBy = frame.querySelector("tr[data-nb-row]") ? "nbCell" : "nbRow";
    all.forEach(function (place) {
      var key = place.cell.dataset[box.dataset.nbBy];
      if (place.cell.localName !== "td" || !key) { return; }
      var choice = choices[key] = choices[key] || { first: place.left, last: place.left };
      choice.first = Math.min(choice.first, place.left);
      choice.last = Math.max(choice.last, place.left);
      choice.marked = choice.marked || place.cell.dataset.nbTone;
    });
    var select = document.createElement("select");
    Object.keys(choices).forEach(function (key) {
      var choice = choices[key];
      var head = all.filter(function (place) {
        return place.cell.localName === "th" && place.left <= choice.first && place.left + place.cell.colSpan > choice.last;
      }).pop().cell;
      var option = new Option(head.textContent + (choice.marked ? " " + words[1] : ""), key);
      option.lang = "zh-CN";
      select.add(option);
      if (head.matches(".nb-total, .nb-head")) { select.value = key; }
    });
    select.add(new Option(words[2], ""));
    var label = document.createElement("label");
    label.append(words[0] + " ", select);
    box.append(label);
    [[-1, "\u2039", words[3]], [1, "\u203a", words[4]]].forEach(function (way) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = way[1];
      button.setAttribute("aria-label", way[2]);
      button.addEventListener("click", function () { step(box, way[0]); });
      box.append(button);
    });
  }

  // Which cells stand aside; the stylesheet hides them on a narrow screen only.
  function choose(box) {
    var chosen = box.querySelector("select").value;
    var frame = box.closest(".nb-frame");
    var shown = [];
    places(frame).forEach(function (place) {
      var cell = place.cell;
      if (cell.localName !== "td") { return; }
      var aside = Boolean(chosen) && cell.dataset[box.dataset.nbBy] !== chosen;
      cell.classList.toggle("nb-aside", aside);
      if (!aside) { shown.push(place); }
    });
    places(frame).forEach(function (place) {
      if (!place.cell.matches("thead th:not(.nb-0)")) { return; }
      place.cell.classList.toggle("nb-aside", !shown.some(function (value) {
        return value.left >= place.left && value.left < place.left + place.cell.colSpan;
      }));
    });
    frame.classList.toggle("nb-narrowed", Boolean(chosen));
  }

  function step(box, by) {
    var select = box.querySelector("select");
    var count = select.options.length;
    select.selectedIndex = (select.selectedIndex + by + count) % count;
    choose(box);
  }

  // A cell has an id where the site leads to it; links from elsewhere may name any cell, which then gets its id.
  function named(id) {
    var found = document.getElementById(id);
    if (found || !id.startsWith("nb-")) { return found; }
    found = Array.from(document.querySelectorAll("[data-nb-table] td")).find(function (cell) {
      var row = cell.dataset.nbRow || cell.parentNode.dataset.nbRow;
      return ["nb", cell.closest("table").dataset.nbTable, row, cell.dataset.nbCell].join("-") === id;
    });
    if (found) {
      found.id = id;
      window.location.replace("#" + id);
    }
    return found;
  }

  // A cell that a link leads to is shown with its column. Folded parts browsers of today open themselves.
  function reveal() {
    var target = named(decodeURIComponent(window.location.hash.slice(1)));
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

  // A cell that says nothing of its kind holds a number, and one of zeros alone is fainter than others.
  function fade(cell) {
    var text = cell.textContent.normalize("NFKC");
    if (cell.dataset.nbKind === undefined && /0/.test(text) && !/[1-9]/.test(text)) { cell.dataset.nbZero = ""; }
  }

  function prepare() {
    document.querySelectorAll("[data-nb-table] td").forEach(fade);
    document.querySelectorAll(".nb-columns").forEach(function (box) {
      if (!box.hidden) { return; }
      box.hidden = false;
      offer(box);
      box.addEventListener("change", function () { choose(box); });
      choose(box);
    });
    reveal();
    document.querySelectorAll(".nb-filter").forEach(function (form) {
      if (!form.hidden) { return; }
      form.hidden = false;
      ["input", "change"].forEach(function (event) {
        form.addEventListener(event, function () { narrow(form); remember(form); });
      });
      form.addEventListener("submit", function (event) { event.preventDefault(); });
      // A browser that comes back to the page may have kept what was typed.
      recall(form);
      narrow(form);
    });
    document.querySelectorAll(".nb-print").forEach(function (button) {
      if (!button.hidden) { return; }
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  }

  window.addEventListener("hashchange", function () {
    reveal();
    document.querySelectorAll(".nb-filter").forEach(function (form) { recall(form); narrow(form); });
  });

  // Material swaps pages without loading them; it tells through document$.
  if (window.document$ && window.document$.subscribe) {
    window.document$.subscribe(prepare);
  } else if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", prepare);
  } else {
    prepare();
  }
})();
