"use strict";
// The page is complete without this script. It makes the table of fields a work
// surface: filters, sorting, groups, a drawer per field, and a view that the
// address keeps.
(async () => {
  const $ = (id) => document.getElementById(id);
  const grid = $("grid"), table = $("table"), shown = $("shown"), rule = $("rule"), drawer = $("drawer"), tools = $("tools");

  // --- the packed table -------------------------------------------------
  let P;
  try {
    const text = $("pack").textContent.replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    P = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  } catch {
    return; // an old browser: the page stays as it is without scripts
  }
  const S = P.strings, C = P.cells, N = (C.field || []).length;
  const names = new Map();
  for (let i = 0; i < P.places.length; i += 2) names.set(S[P.places[i]], S[P.places[i + 1]]);
  const place = (key, stored) => (stored && key === "unknown" ? "Place unknown" : names.get(key) || key);
  const fields = P.fields.map((f, i) => ({
    i, source: S[f.s], dataset: S[f.d], field: S[f.f], derived: !!f.x, type: S[f.t], verdict: S[f.v],
    why: (f.w || []).map((n) => S[n]), examples: (f.e || []).map((n) => S[n]), protection: S[f.p], read: S[f.r],
    numbers: f.n, distinct: f.u, types: f.y || [], notes: (f.b || []).map((n) => S[n]), oldest: S[f.o], newest: S[f.q], missed: S[f.m || 0] || "", zone: S[f.z || 0] || "", cells: [],
    text: (S[f.s] + " " + S[f.d] + " " + S[f.f]).toLowerCase(),
  }));
  for (let i = 0; i < N; i++) fields[C.field[i]].cells.push(i);
  const laws = P.laws.map(([id, short]) => ({ id: S[id], short: S[short] }));
  const sets = P.sets.map((s) => ({
    all: new Set([...s.likely, ...s.if].map((n) => laws[n].id)),
    laws: s.likely.map((n) => laws[n]), others: s.if.map((n) => laws[n]),
    likely: s.likely.map((n) => laws[n].short).join(", "),
    maybe: s.if.map((n) => laws[n].short).join(", "),
    coverage: S[s.coverage || 0].replace(/_/g, " "),
  }));

  // --- figures, as the rest of the page writes them ----------------------
  const rank = [-1, 0, 2, 3, 1, 4]; // none, exact, sample, at least, sketch, seen
  const fmt = (v) => Math.round(v).toLocaleString("en-US");
  const three = (v, round = Math.round) => {
    if (v < 1000) return round(v);
    const unit = 10 ** (Math.floor(Math.log10(v)) - 2);
    return round(v / unit) * unit;
  };
  const figure = ([l, v, , how]) => (how === 2 || how === 4 ? "≈ " + fmt(three(v)) : how === 3 || how === 5 ? "≥ " + (l >= 0 && l < v ? fmt(three(l, Math.floor)) : fmt(v)) : fmt(v));
  const range = ([l, , h, how]) => {
    if (how <= 1) return "";
    const low = l < 0 ? "" : fmt(three(l, Math.floor)), high = h < 0 ? "" : fmt(three(h, Math.ceil));
    if (low && high) return l === h ? "" : low + " to " + high;
    if (low) return how === 2 || how === 4 ? low + " or more" : "";
    return high && high + " or fewer";
  };
  const withRange = (e) => figure(e) + (range(e) ? " (" + range(e) + ")" : "");
  const add = (a, b) => {
    if (!a[3]) return b;
    if (!b[3]) return a;
    const sum = (x, y) => (x < 0 || y < 0 ? -1 : x + y);
    return [sum(a[0], b[0]), a[1] + b[1], sum(a[2], b[2]), rank[b[3]] > rank[a[3]] ? b[3] : a[3]];
  };
  const cell = (i) => [C.low[i], C.point[i], C.high[i], C.how[i]];
  const statuses = { needs_mechanism: "safeguard needed" };
  const status = (s) => statuses[s] || s.replace(/_/g, " ");
  const plural = (n, word) => fmt(n) + " " + (n === 1 ? word : word.endsWith("y") ? word.slice(0, -1) + "ies" : word + "s");

  const el = (tag, props, ...children) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(props || {})) {
      if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
      else if (v !== undefined && v !== null && v !== false) e.setAttribute(k, v);
    }
    e.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
    return e;
  };
  const one = (...c) => el("p", {}, ...c);
  const two = (s) => (s ? el("small", { title: s }, s) : null);
  const badge = (s, why) => el("span", { class: "badge t-" + s, title: status(s) + (why ? ": " + why : "") }, status(s));
  const why = (i) => S[C.because[i]];
  const linked = (list) => list.flatMap((l, i) => [i ? ", " : "", el("a", { href: "#law-" + l.id }, l.short)]);

  let issues = null;

  // --- what is looked at --------------------------------------------------
  const keys = ["view", "q", "subject", "stored", "source", "dataset", "law", "transfer", "verdict", "derived", "group", "sort", "open"];
  const fresh = () => ({ view: "places", sort: "-numbers" });
  let state = fresh(), rows = [], top = 0, height = 0;

  const matchers = () => {
    const s = state, tests = [];
    if (!s.derived) tests.push((i) => !fields[C.field[i]].derived);
    if (s.source) tests.push((i) => fields[C.field[i]].source === s.source);
    if (s.dataset) tests.push((i) => fields[C.field[i]].dataset === s.dataset);
    if (s.verdict) tests.push((i) => fields[C.field[i]].verdict === s.verdict);
    if (s.subject) tests.push((i) => S[C.country[i]] === s.subject || S[C.subject[i]] === s.subject);
    if (s.stored) tests.push((i) => S[C.stored[i]] === s.stored);
    if (s.transfer) tests.push((i) => (s.transfer === "needs" ? /^(restricted|needs_mechanism|conditional)$/.test(S[C.transfer[i]]) : S[C.transfer[i]] === s.transfer));
    if (s.law) tests.push((i) => sets[C.set[i]].all.has(s.law));
    if (s.q) {
      const words = s.q.toLowerCase().split(/\s+/).filter(Boolean);
      const where = new Map();
      const text = (i) => {
        const k = C.field[i] * 65536 + C.subject[i];
        let t = where.get(k);
        if (t === undefined) where.set(k, (t = fields[C.field[i]].text + " " + place(S[C.subject[i]]).toLowerCase() + " " + place(S[C.country[i]]).toLowerCase()));
        return t;
      };
      tests.push((i) => { const t = text(i); return words.every((w) => t.includes(w)); });
    }
    return tests;
  };
  const matching = () => {
    const tests = matchers(), out = [];
    for (let i = 0; i < N; i++) if (tests.every((t) => t(i))) out.push(i);
    return out;
  };
  const sumOf = (cells) => cells.reduce((sum, i) => (fields[C.field[i]].derived ? sum : add(sum, cell(i))), [0, 0, 0, 0]);

  // --- the ways to look: columns and rows --------------------------------
  const where = (f) => [one(el("button", { type: "button", "aria-haspopup": "dialog", title: f.dataset + " · " + f.field, onclick: () => go({ open: [f.source, f.dataset, f.field].join("|") }) }, f.dataset + " · " + f.field)), two(f.source + (f.derived ? " · derived, not in the sums" : ""))];
  const lawCells = (set) => [one(set.likely || (set.maybe ? "" : set.coverage)), two(set.maybe && "may apply: " + set.maybe)];
  const by = (get) => (a, b) => { const x = get(a), y = get(b); return x < y ? -1 : x > y ? 1 : 0; };
  const views = {
    places: {
      columns: [
        { key: "where", name: "Dataset and data element", show: (i) => where(fields[C.field[i]]), order: by((i) => fields[C.field[i]].text) },
        { key: "whose", name: "Country of number", show: (i) => [one(place(S[C.subject[i]]))], order: by((i) => place(S[C.subject[i]])) },
        { key: "stored", name: "Stored in", show: (i) => [one(place(S[C.stored[i]], true))], order: by((i) => place(S[C.stored[i]], true)) },
        { key: "numbers", name: "Numbers", cls: "n", show: (i) => [one(figure(cell(i))), two(range(cell(i)))], order: by((i) => C.point[i]) },
        { key: "laws", name: "Laws", show: (i) => lawCells(sets[C.set[i]]), order: by((i) => sets[C.set[i]].likely + sets[C.set[i]].maybe) },
        { key: "transfer", name: "Assessment", show: (i) => [badge(S[C.transfer[i]], why(i))], order: by((i) => S[C.transfer[i]]) },
      ],
      rows: (cells) => cells, noun: "entry",
    },
    fields: {
      columns: [
        { key: "where", name: "Dataset and data element", show: (r) => where(r.f), order: by((r) => r.f.text) },
        { key: "verdict", name: "Found", show: (r) => [one(r.f.verdict), two(r.f.why.join("; "))], order: by((r) => r.f.verdict) },
        { key: "kept", name: "Protection", show: (r) => [one(r.f.protection || "unknown"), two(r.f.oldest && "since " + r.f.oldest)], order: by((r) => r.f.protection) },
        { key: "numbers", name: "Numbers", cls: "n", show: (r) => [one(r.sum[3] ? figure(r.sum) : figure(r.f.numbers)), two(range(r.sum))], order: by((r) => r.sum[1]) },
        { key: "whose", name: "Countries", show: (r) => [one(r.whose.slice(0, 4).join(", ") || "–"), two(r.whose.length > 4 ? "and " + (r.whose.length - 4) + " more" : "")], order: by((r) => r.whose.length) },
        { key: "read", name: "Read", show: (r) => [one(el("span", { title: r.f.read }, r.f.read))], order: by((r) => r.f.read) },
      ],
      rows: (cells) => {
        const filtered = state.subject || state.stored || state.transfer || state.law || state.q;
        const out = new Map();
        if (!filtered) for (const f of fields) if ((state.derived || !f.derived) && (!state.source || f.source === state.source) && (!state.dataset || f.dataset === state.dataset) && (!state.verdict || f.verdict === state.verdict)) out.set(f.i, { f, sum: [0, 0, 0, 0], by: new Map() });
        for (const i of cells) {
          const f = fields[C.field[i]];
          let r = out.get(f.i);
          if (!r) out.set(f.i, (r = { f, sum: [0, 0, 0, 0], by: new Map() }));
          r.sum = add(r.sum, cell(i));
          r.by.set(S[C.country[i]], (r.by.get(S[C.country[i]]) || 0) + C.point[i]);
        }
        for (const r of out.values()) r.whose = [...r.by].sort((a, b) => b[1] - a[1]).map(([k]) => k);
        return [...out.values()];
      }, noun: "data element",
    },
    group: {
      columns: [
        { key: "where", name: "Group", show: (r) => [one(el("button", { type: "button", onclick: () => go({ group: "", [r.by]: r.key }) }, r.name)), two(r.note)], order: by((r) => r.name) },
        { key: "fields", name: "Data elements", cls: "n", show: (r) => [one(fmt(r.fields.size))], order: by((r) => r.fields.size) },
        { key: "entries", name: "Entries", cls: "n", show: (r) => [one(fmt(r.n))], order: by((r) => r.n) },
        { key: "numbers", name: "Numbers", cls: "n", show: (r) => [one(figure(r.sum)), two(range(r.sum))], order: by((r) => r.sum[1]) },
        { key: "needs", name: "Without a safeguard", cls: "n", show: (r) => [one(r.needs ? fmt(r.needs) : "–")], order: by((r) => r.needs) },
        { key: "share", name: "Share", show: (r) => [one(r.share)], order: by((r) => r.sum[1]) },
      ],
      rows: (cells) => {
        const out = new Map(), total = sumOf(cells)[1] || 1;
        const put = (key, name, i, note) => {
          let r = out.get(key);
          if (!r) out.set(key, (r = { by: state.group, key, name, note, n: 0, needs: 0, fields: new Set(), sum: [0, 0, 0, 0] }));
          r.n++;
          r.fields.add(C.field[i]);
          if (/^(restricted|needs_mechanism|conditional)$/.test(S[C.transfer[i]])) r.needs++;
          if (!fields[C.field[i]].derived) r.sum = add(r.sum, cell(i));
        };
        for (const i of cells) {
          const f = fields[C.field[i]];
          if (state.group === "subject") put(S[C.country[i]], place(S[C.country[i]]), i);
          else if (state.group === "stored") put(S[C.stored[i]], place(S[C.stored[i]], true), i);
          else if (state.group === "source") put(f.source, f.source, i);
          else if (state.group === "dataset") put(f.dataset, f.dataset, i, f.source);
          else if (state.group === "transfer") put(S[C.transfer[i]], status(S[C.transfer[i]]), i);
          else for (const id of sets[C.set[i]].all) put(id, (laws.find((l) => l.id === id) || {}).short || id, i);
        }
        for (const r of out.values()) r.share = (100 * r.sum[1] / total).toFixed(1) + " %";
        return [...out.values()];
      }, noun: "group",
    },
  };
  const view = () => (state.group ? views.group : views[state.view] || views.places);

  // --- the table, only the rows that are in sight --------------------------
  const body = table.tBodies[0], head = table.tHead;
  const pad = (h) => { const td = el("td", { colspan: "6" }); td.style.height = h + "px"; return el("tr", { class: "pad", "aria-hidden": "true" }, td); };
  const line = (r, n) => el("tr", { "aria-rowindex": n + 2 }, ...view().columns.map((c, i) => el(i ? "td" : "th", { class: c.cls, scope: i ? null : "row" }, ...c.show(r).filter(Boolean))));
  const draw = (all) => {
    if (!height) { body.replaceChildren(...rows.slice(0, 1).map(line)); height = body.rows.length ? body.rows[0].getBoundingClientRect().height : 54; }
    const first = all ? 0 : Math.max(0, Math.floor(grid.scrollTop / height) - 8);
    const last = all ? Math.min(rows.length, 2000) : Math.min(rows.length, first + Math.ceil(grid.clientHeight / height) + 16);
    const list = rows.slice(first, last).map((r, i) => line(r, first + i));
    if (!rows.length) list.push(el("tr", { class: "pad" }, el("td", { colspan: "6" }, el("p", {}, "Nothing matches. Loosen a filter, or reset them."))));
    if (first) list.unshift(pad(first * height));
    if (!all && last < rows.length) list.push(pad((rows.length - last) * height));
    const focused = body.contains(document.activeElement) ? document.activeElement.closest("tr")?.getAttribute("aria-rowindex") : null;
    body.replaceChildren(...list);
    if (focused) body.querySelector(`[aria-rowindex="${focused}"] button`)?.focus({ preventScroll: true });
    top = first;
  };
  const heads = () => {
    const [key, down] = state.sort[0] === "-" ? [state.sort.slice(1), true] : [state.sort, false];
    head.replaceChildren(el("tr", {}, ...view().columns.map((c) => el("th", { scope: "col", class: c.cls, "aria-sort": c.key === key ? (down ? "descending" : "ascending") : null },
      el("button", { type: "button", onclick: () => { go({ sort: c.key === key ? (down ? c.key : "-" + c.key) : /numbers|fields|entries|needs|share/.test(c.key) ? "-" + c.key : c.key }); head.querySelector("[aria-sort] button")?.focus(); } }, c.name)))));
  };
  const M = C.field ? C.field.filter((f) => !fields[f].derived).length : 0;
  const refresh = () => {
    const cells = matching(), v = view();
    rows = v.rows(cells);
    const down = state.sort[0] === "-", key = down ? state.sort.slice(1) : state.sort;
    const col = v.columns.find((c) => c.key === key) || v.columns.find((c) => c.key === "numbers");
    rows = rows.map((r, i) => [r, i]).sort((a, b) => (down ? -1 : 1) * col.order(a[0], b[0]) || a[1] - b[1]).map((p) => p[0]);
    const sum = sumOf(cells);
    const what = state.view === "fields" && !state.group ? plural(rows.length, "data element") : state.group ? plural(rows.length, "group") + " of " + plural(cells.length, "entry") : cells.length === M ? "All " + plural(M, "entry") : fmt(cells.length) + " of " + plural(M, "entry");
    const whole = cells.length === M && !state.derived; // what the page says already is not added up again
    shown.textContent = what + ": " + (whole ? P.total : figure(sum) + " numbers" + (range(sum) ? " (" + range(sum) + ")" : "")) + (cells.some((i) => fields[C.field[i]].derived) ? ", derived datasets not counted." : ".");
    table.setAttribute("aria-rowcount", rows.length + 1);
    heads();
    rules();
    grid.scrollTop = 0;
    draw();
  };
  // From a country or a cell to its issues and its laws.
  const placeLinks = () => {
    if (!state.subject || !issues) return [];
    const region = state.subject.split("-")[0], inPlace = state.stored ? [...new Set(matching().map((i) => fields[C.field[i]].source))] : null;
    const mine = issues.filter((x) => x.get("countries").split(" ").includes(region) && (!inPlace || inPlace.includes(x.get("source"))));
    const s = new URLSearchParams({ "i-region": region });
    if (inPlace) s.set("i-source", inPlace.join("|"));
    return [el("b", {}, place(state.subject)), " ", mine.length ? el("a", { href: "#" + s }, plural(mine.length, "issue")) : "no issue by country", inPlace ? " in the data systems there" : "", ". ", el("a", { href: "#laws" }, "Its laws")];
  };
  // Where one cell of the matrix is asked for, its rule stands above its fields.
  const rules = () => {
    const link = "#subject=" + state.subject + "&stored=" + state.stored;
    const found = [...document.querySelectorAll("#crossborder tbody tr")].filter((r) => r.querySelector("a").getAttribute("href") === link);
    rule.replaceChildren(...found.map((r) => el("p", {}, el("b", {}, r.cells[0].textContent + (state.stored === "unknown" ? ", place unknown" : ", stored in " + r.cells[1].textContent)), " ", ...[...r.cells[4].childNodes, " ", ...r.cells[5].childNodes].map((n) => n.cloneNode?.(true) || n))));
    const links = placeLinks();
    if (links.length) rule.append(el("p", {}, ...links));
    rule.hidden = !found.length && !links.length;
  };
  grid.addEventListener("scroll", () => { // comes once a frame
    const first = Math.max(0, Math.floor(grid.scrollTop / height) - 8);
    if (Math.abs(first - top) > 4 || (first === 0 && top)) draw();
  }, { passive: true });
  addEventListener("resize", () => { height = 0; draw(); });
  addEventListener("beforeprint", () => draw(true));
  addEventListener("afterprint", () => draw());

  // --- the tools ------------------------------------------------------------
  const count = (get) => { const m = new Map(); for (let i = 0; i < N; i++) { const k = get(i); m.set(k, (m.get(k) || 0) + 1); } return [...m.keys()]; };
  const choices = {
    subject: () => count((i) => S[C.country[i]]).concat(count((i) => S[C.subject[i]]).filter((k) => k.includes("-"))).map((k) => [k, (k.includes("-") ? place(k.split("-")[0]) + ": " : "") + place(k)]),
    stored: () => count((i) => S[C.stored[i]]).map((k) => [k, place(k, true)]),
    source: () => [...new Set(fields.map((f) => f.source))].map((k) => [k, k]),
    law: () => laws.map((l) => [l.id, l.short]),
    transfer: () => [["needs", "without a safeguard"], ...count((i) => S[C.transfer[i]]).map((k) => [k, status(k)])],
  };
  const labels = { subject: "Country of number", stored: "Stored in", source: "Data system", law: "Law", transfer: "Assessment" };
  const inputs = {};
  const search = el("input", { type: "search", id: "f-q", autocomplete: "off", spellcheck: "false", placeholder: "name of a data element, dataset, country", oninput: () => { clearTimeout(search.t); search.t = setTimeout(() => go({ q: search.value }, true), 120); } });
  inputs.q = search;
  const pick = (key, label, list) => {
    const s = el("select", { id: "f-" + key, onchange: () => go({ [key]: s.value }) }, el("option", { value: "" }, key === "group" ? "no groups" : key === "derived" ? "left out" : "all"), ...list.map(([v, t]) => el("option", { value: v }, t)));
    inputs[key] = s;
    return el("div", {}, el("label", { for: "f-" + key }, label), s);
  };
  const buttons = [["places", "By country"], ["fields", "By data element"]].map(([key, label]) => el("button", { type: "button", "data-view": key, onclick: () => go({ view: key, group: "", sort: "-numbers" }) }, label));
  tools.append(
    el("div", { class: "views", role: "group", "aria-label": "Rows" }, ...buttons),
    el("div", { class: "tools", role: "search", "aria-label": "Filter the table" },
      el("div", { class: "wide" }, el("label", { for: "f-q" }, "Search"), search),
      ...Object.keys(choices).map((k) => pick(k, labels[k], choices[k]().sort((a, b) => (a[1] < b[1] ? -1 : 1)))),
      pick("group", "Group by", [["subject", "country of number"], ["stored", "storage"], ["source", "data system"], ["dataset", "dataset"], ["law", "law"], ["transfer", "assessment"]]),
      pick("derived", "Derived", [["shown", "shown"]]),
      el("div", {}, el("button", { type: "button", onclick: () => { state = fresh(); write(); apply(); } }, "Reset")),
      el("div", {}, el("button", { type: "button", onclick: () => save() }, "Download CSV"))));
  tools.hidden = false;
  grid.classList.add("live");

  // The filtered view as a file: always the entries, whatever the rows show.
  const save = () => download("data-elements.csv", ["source", "dataset", "field", "derived", "country", "country_name", "stored", "numbers", "low", "high", "how", "laws_apply", "laws_may_apply", "assessment", "because"], matching().map((i) => {
    const f = fields[C.field[i]], set = sets[C.set[i]], bound = (v) => (v < 0 ? "" : v);
    return [f.source, f.dataset, f.field, f.derived ? "yes" : "no", S[C.subject[i]], place(S[C.subject[i]]), S[C.stored[i]], C.point[i], bound(C.low[i]), bound(C.high[i]), ["", "exact", "sample", "at_least", "sketch", "seen"][C.how[i]], set.likely, set.maybe, S[C.transfer[i]], why(i)];
  }));

  // --- the drawer -------------------------------------------------------------
  const facts = (...pairs) => el("dl", { class: "facts" }, ...pairs.filter((p) => p[1]).map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, v))));
  // The issues of a data element, and those of its dataset as a whole.
  const issuesOf = (f) => {
    const mine = (issues || []).filter((x) => x.get("source") === f.source && x.get("dataset") === f.dataset && (x.get("field") === f.field || x.get("field") === "") && x.get("status") !== "resolved");
    if (!mine.length) return [el("h3", {}, "No open issue")];
    return [el("h3", {}, plural(mine.length, "issue")), el("ul", { class: "drawer-issues" }, ...mine.map((x) => el("li", {}, el("a", { class: "badge s-" + x.get("severity"), href: "#" + x.id }, x.get("severity")), " ", x.get("rule"), el("span", { class: "range" }, kinds[x.get("kind")] + " · owner: " + x.get("owner") + (x.get("field") ? "" : " · of the whole dataset")))))];
  };
  const openDrawer = (f) => {
    const cells = [...f.cells].sort((a, b) => C.point[b] - C.point[a]);
    drawer.replaceChildren(el("div", {},
      el("h2", { id: "drawer-h" }, f.field),
      el("button", { type: "button", class: "close", onclick: () => drawer.close() }, "Close"),
      el("p", { class: "muted" }, f.source + " / " + f.dataset + (f.derived ? " · derived, not in the sums" : "")),
      facts(["Found", f.verdict], ["Protection", f.protection], ["Type", f.type], ["Numbers", withRange(f.numbers)], ["Unique numbers", f.distinct[3] ? withRange(f.distinct) : ""], ["Read", f.read], ["Could be missed, at most", f.missed], ["Oldest record", f.oldest ? f.oldest + (f.zone ? " " + f.zone : "") : "not known"], ["Newest record", f.newest && f.newest + (f.zone ? " " + f.zone : "")]),
      ...issuesOf(f),
      f.why.length ? el("h3", {}, "Evidence") : null,
      f.why.length ? el("ul", {}, ...f.why.map((w) => el("li", {}, w))) : null,
      f.examples.length ? el("h3", {}, "What they look like") : null,
      f.examples.length ? el("p", {}, ...f.examples.flatMap((x, i) => (i ? [", ", el("code", {}, x)] : [el("code", {}, x)]))) : null,
      ...f.notes.flatMap((n, i) => (i % 2 ? [] : [el("h3", {}, n), el("p", {}, f.notes[i + 1])])),
      f.types.length ? el("h3", {}, "Line type") : null,
      f.types.length ? el("p", {}, f.types.flatMap((t, i) => (i % 2 ? [] : [S[t].replace(/_/g, " ") + " " + withRange(f.types[i + 1])])).join(", ")) : null,
      el("h3", {}, cells.length ? "Country, storage, laws" : "No numbers counted by country"),
      cells.length ? el("table", { class: "list" }, el("thead", {}, el("tr", {}, ...["Country of number", "Stored in", "Numbers", "Laws"].map((h) => el("th", { scope: "col", class: h === "Numbers" ? "n" : null }, h)))),
        el("tbody", {}, ...cells.slice(0, 300).map((i) => el("tr", {}, el("th", { scope: "row" }, place(S[C.subject[i]])), el("td", {}, place(S[C.stored[i]], true), el("br"), badge(S[C.transfer[i]]), why(i) ? el("span", { class: "range" }, why(i)) : null),
          el("td", { class: "n" }, el("span", { class: "fig" }, figure(cell(i))), range(cell(i)) ? el("span", { class: "range" }, range(cell(i))) : null),
          el("td", {}, ...(sets[C.set[i]].likely ? linked(sets[C.set[i]].laws) : [sets[C.set[i]].maybe ? "" : sets[C.set[i]].coverage]), sets[C.set[i]].maybe ? el("span", { class: "range" }, "may apply: ", ...linked(sets[C.set[i]].others)) : null))))) : null,
      cells.length > 300 ? el("p", { class: "fine" }, "And " + fmt(cells.length - 300) + " more; all of them are in the table.") : null));
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
  };
  drawer.addEventListener("close", () => {
    if (/[#&]open=/.test(location.hash)) go({ open: "" }, true);
    else state.open = ""; // a link led on: its address stays
  });
  drawer.addEventListener("click", (e) => { if (e.target === drawer) drawer.close(); });

  // --- the address keeps the view ----------------------------------------------
  const write = (replace) => {
    const s = new URLSearchParams(), base = fresh();
    for (const k of keys) if (state[k] && state[k] !== base[k]) s.set(k, state[k]);
    const hash = "#" + (s.toString() || "data");
    if (hash !== location.hash) history[replace ? "replaceState" : "pushState"](null, "", hash);
  };
  const apply = () => {
    for (const [k, input] of Object.entries(inputs)) {
      const v = state[k] || "";
      if (input !== document.activeElement || k !== "q") input.value = v;
      if (v && input.tagName === "SELECT" && input.value !== v) { input.append(el("option", { value: v }, names.get(v) || v)); input.value = v; }
    }
    for (const b of buttons) b.setAttribute("aria-pressed", String(!state.group && b.dataset.view === state.view));
    refresh();
    const f = state.open && fields.find((x) => [x.source, x.dataset, x.field].join("|") === state.open);
    if (f) openDrawer(f);
    else if (drawer.open) drawer.close();
  };
  const go = (change, replace) => {
    const before = state;
    state = { ...state, ...change };
    if ("group" in change && change.group !== before.group) state.sort = "-numbers";
    write(replace);
    if (Object.keys(change).length === 1 && "open" in change) {
      const f = state.open && fields.find((x) => [x.source, x.dataset, x.field].join("|") === state.open);
      if (f) openDrawer(f);
      return;
    }
    apply();
  };
  const readHash = () => {
    const s = new URLSearchParams(location.hash.slice(1));
    if (!keys.some((k) => s.has(k))) return false;
    state = fresh();
    for (const k of keys) if (s.has(k)) state[k] = s.get(k);
    return true;
  };
  addEventListener("hashchange", () => {
    if (readHash()) { apply(); if (!state.open) $("data").scrollIntoView(); }
    else if (/^#?(data)?$/.test(location.hash)) { state = fresh(); apply(); } // back at the beginning
    else openLaw();
  });
  const openLaw = () => {
    const d = location.hash.startsWith("#law-") && $(location.hash.slice(1));
    if (!d) return;
    state.open = "";
    if (drawer.open) drawer.close();
    d.open = true;
    d.scrollIntoView();
  };
  // A row of a table may carry the id of its own filter, for readers without
  // scripts; with them the link means the filter.
  document.addEventListener("click", (e) => {
    const a = e.target.closest && e.target.closest("a[href^='#']");
    if (!a) return;
    const href = a.getAttribute("href");
    if (href === location.hash) { if (readHash()) { apply(); $("data").scrollIntoView(); e.preventDefault(); } else openLaw(); }
  });
  issues = issueList(P, S, el, fmt, place);
  datasetList(P, S, el, fmt);
  const asked = readHash();
  apply();
  if (asked && !state.open) $("data").scrollIntoView(); else openLaw();
  document.documentElement.dataset.ready = "yes";
})();
