// Searches the reports' text, where the site has an index of it: pieces of the index are loaded at the first use.
(function () {
  "use strict";

  var FILTERS = ["agency", "region", "kind", "year", "status"];
  var AT_ONCE = 5;
  var PAUSE = 250; // Milliseconds between the last key and the search.
  var WORDS = 90; // Of an excerpt: characters, where they are Chinese.
  var engines = {};

  // Where the index stands, from the page that is shown: themes swap pages without loading them.
  function home() {
    var page = document.querySelector("[data-nb-search]");
    return page ? new URL(page.dataset.nbSearch, window.location.href).href : "";
  }

  function engine(where) {
    if (!where) { return Promise.reject(new Error("no index")); }
    if (!engines[where]) {
      engines[where] = import(where + "pagefind.js").then(function (pagefind) {
        return pagefind.options({ baseUrl: "/", excerptLength: WORDS })
          .then(function () { return pagefind.filters(); })
          .then(function () { return pagefind; });
      });
      engines[where].catch(function () { delete engines[where]; });
    }
    return engines[where];
  }

  // The index has each Chinese character as a word; in quotation marks they are looked for as they follow one another.
  function phrases(text) {
    return text.replace(/"/g, " ").split(/\s+/).filter(Boolean).map(function (phrase) {
      var words = phrase.replace(/(\S)(?=\p{Script=Han})/gu, "$1 ").replace(/([^\x00-\x7f\s])(?=[!-~])/g, "$1 ");
      return '"' + words + '"';
    });
  }

  // Resolves to the hits that have every phrase, best first, and to how many of them each agency has.
  function find(where, text, wanted) {
    var filters = {};
    FILTERS.forEach(function (name) { if (wanted[name]) { filters[name] = String(wanted[name]); } });
    return engine(where).then(function (pagefind) {
      return Promise.all(phrases(text).map(function (phrase) { return pagefind.search(phrase, { filters: filters }); }));
    }).then(function (all) {
      var rest = all.slice(1).map(function (found) { return found.results.map(function (hit) { return hit.id; }); });
      var hits = all.length ? all[0].results : [];
      return {
        hits: hits.filter(function (hit) { return rest.every(function (ids) { return ids.includes(hit.id); }); }),
        agencies: all.length === 1 ? all[0].filters.agency : {}
      };
    });
  }

  // An excerpt as pieces of text in turn, every second one of what was looked for; without the spaces of the index.
  function pieces(excerpt) {
    var marked = excerpt.replace(/<\/mark> <mark>/g, " ").replace(/<mark>/g, "\ue000").replace(/<\/mark>/g, "\ue001");
    var text = marked.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
    var joined = text.replace(/([^ ])([\ue000\ue001]?) ([\ue000\ue001]?)(?=([^ ]))/gu, function (all, before, end, begin, after) {
      return /[!-~]/.test(before) && /[!-~]/.test(after) ? all : before + end + begin;
    });
    // What ends a sentence belongs to the word before it, in the index.
    return joined.replace(/([^\p{L}\p{N}\ue000]+)\ue001/gu, "\ue001$1").split(/[\ue000\ue001]/);
  }

  function loaded(where, hits) {
    return Promise.all(hits.map(function (hit) { return hit.data(); })).then(function (all) {
      return all.map(function (data) {
        var of = function (name) { return (data.filters[name] || [""])[0]; };
        var found = pieces(data.excerpt);
        var isCut = { before: !data.content.startsWith(data.plain_excerpt), after: !data.content.endsWith(data.plain_excerpt) };
        found[0] = (isCut.before ? "…" : "") + found[0];
        found[found.length - 1] += isCut.after ? "…" : "";
        return {
          address: new URL("../" + data.raw_url, where).pathname,
          title: data.meta.title,
          pieces: found,
          agency: of("agency"),
          year: of("year"),
          status: of("status")
        };
      });
    });
  }

  function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  window.nianbao = {
    search: function (text, wanted) {
      var where = home();
      wanted = wanted || {};
      return find(where, text, wanted).then(function (found) {
        return loaded(where, found.hits.slice(0, wanted.limit || 20));
      }).then(function (all) {
        return all.map(function (one) {
          var excerpt = one.pieces.map(function (piece, place) {
            return place % 2 ? "<mark>" + escaped(piece) + "</mark>" : escaped(piece);
          });
          return { address: one.address, title: one.title, excerpt: excerpt.join("") };
        });
      }).catch(function () { return window.nianbao.listed(text, wanted); });
    }
  };

  function element(name, content, properties) {
    var made = document.createElement(name);
    made.append.apply(made, content);
    return Object.assign(made, properties);
  }

  function item(one, form) {
    var status = form.querySelector('[name="status"] option[value="' + one.status + '"]');
    var facts = [one.agency, one.year, status ? status.textContent : ""].filter(Boolean).join(" · ");
    var excerpt = one.pieces.map(function (piece, place) { return place % 2 ? element("mark", [piece]) : piece; });
    return element("li", [
      element("a", [one.title], { href: one.address, lang: "zh-CN" }),
      element("span", [facts], { className: "nb-found-facts" }),
      element("p", excerpt, { lang: "zh-CN" })
    ]);
  }

  function say(found, words, n) {
    var said = found.querySelector(".nb-found-count");
    said.textContent = words ? said.dataset[words].replace("{n}", n) : "";
  }

  function more(found, form, where, turn) {
    var hits = found.nbHits.splice(0, AT_ONCE);
    return loaded(where, hits).then(function (all) {
      if (found.nbTurn !== turn) { return null; }
      var made = all.map(function (one) { return item(one, form); });
      var list = found.querySelector("ol");
      list.append.apply(list, made);
      found.querySelector("button").hidden = !found.nbHits.length;
      return made[0];
    });
  }

  // The agencies that have it, most reports first; the one that is chosen stays if it is among them.
  function offer(select, counts) {
    var chosen = select.value;
    var names = Object.keys(counts || {}).filter(function (name) { return counts[name]; });
    names.sort(function (one, other) { return counts[other] - counts[one]; });
    while (select.options.length > 1) { select.remove(1); }
    names.forEach(function (name) { select.append(new Option(name + " (" + counts[name] + ")", name)); });
    select.value = names.includes(chosen) ? chosen : "";
    select.hidden = names.length < 2;
  }

  function show(found, form) {
    var turn = found.nbTurn = (found.nbTurn || 0) + 1;
    var where = home();
    var select = found.querySelector("select");
    var wanted = {};
    FILTERS.forEach(function (name) { wanted[name] = form.elements[name] ? form.elements[name].value : ""; });
    var text = form.elements.text.value.trim();
    var clear = function () {
      found.querySelector("ol").replaceChildren();
      found.querySelector(".nb-found-list").hidden = true;
    };
    if (!text) {
      clear();
      return say(found);
    }
    say(found, "nbWait");
    find(where, text, wanted).then(function (all) {
      if (found.nbTurn !== turn) { return null; }
      offer(select, all.agencies);
      return select.value ? find(where, text, Object.assign({ agency: select.value }, wanted)) : all;
    }).then(function (all) {
      if (found.nbTurn !== turn) { return null; }
      clear();
      found.nbHits = all.hits.slice();
      found.querySelector(".nb-found-list").hidden = !all.hits.length;
      say(found, all.hits.length ? "nbSome" : "nbNone", all.hits.length);
      return more(found, form, where, turn);
    }).catch(function () {
      // The list of agencies is narrowed down all the same.
      clear();
      say(found);
      found.nbAsked = null;
    });
    return null;
  }

  function prepared(form) {
    var found = form.parentNode.querySelector(".nb-found");
    if (found && !found.nbReady) {
      found.nbReady = true;
      found.querySelector("select").addEventListener("change", function () { show(found, form); });
      found.querySelector("button").addEventListener("click", function () {
        more(found, form, home(), found.nbTurn).then(function (first) { if (first) { first.querySelector("a").focus(); } });
      });
    }
    return found;
  }

  document.addEventListener("focusin", function (event) {
    if (event.target.matches(".nb-filter [name=text]") && home()) { engine(home()).catch(function () {}); }
  });

  document.addEventListener("nb-narrowed", function (event) {
    var found = prepared(event.target);
    if (!found) { return; }
    // Leaving a field says once more what it holds; what was found stays, as somebody may be about to follow it.
    var asked = String(Array.from(new FormData(event.target).values()));
    if (found.nbAsked === asked) { return; }
    found.nbAsked = asked;
    clearTimeout(found.nbPause);
    found.nbPause = setTimeout(show, PAUSE, found, event.target);
  });
})();
