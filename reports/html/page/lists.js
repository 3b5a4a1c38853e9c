"use strict";
// The lists of issues and of datasets as work surfaces: filters, a search,
// groups, a download, and a view that the address keeps. The rows were rendered
// when the page was written: the script computes no figure of them.
const csvCell = (s) => {
  s = String(s);
  if (/^[=+\-@\t\r]/.test(s)) s = "'" + s; // a spreadsheet would run it
  return /[",\r\n]/.test(s) ? '"' + s.replace(/"/g, '""') + '"' : s;
};
const download = (name, columns, rows) => {
  const text = [columns, ...rows].map((r) => r.map(csvCell).join(",")).join("\r\n") + "\r\n";
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv" }));
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
};
// workList makes a list live. o: prefix of its elements and of its keys in the
// address, noun, file, columns that are picks, what each key means, groups.
const workList = (P, S, el, fmt, packed, o) => {
  const $ = (id) => document.getElementById(id), id = o.prefix;
  const table = $(id + "-table");
  if (!table) return null;
  const body = table.tBodies[0], tools = $(id + "-tools"), shown = $(id + "-shown"), more = $(id + "-more"), grid = $(id + "-grid");
  const step = 200, span = table.tHead.rows[0].cells.length, none = body.rows.length ? body.rows[0] : null;
  const at = Object.fromEntries(packed.columns.map((c, i) => [c, i]));
  const all = packed.html.map((h, i) => {
    const cells = packed.columns.map((_, c) => S[packed.cells[i][c] || 0]);
    const get = (c) => cells[at[c]];
    return { html: S[h], cells, get, hay: cells.join(" ").toLowerCase() };
  });
  for (const r of all) r.id = o.id(r.get);
  const filters = o.filters, keys = Object.keys(filters).map((k) => id + "-" + k), base = o.base || {};
  const fresh = () => { const s = {}; for (const [k, v] of Object.entries(base)) s[id + "-" + k] = v; return s; };
  let state = fresh(), rows = all, length = step;

  const parse = document.createElement("template");
  const line = (r) => {
    parse.innerHTML = "<table><tbody><tr>" + r.html + "</tr></tbody></table>";
    const tr = parse.content.querySelector("tr");
    tr.id = r.id;
    if ("#" + r.id === location.hash) tr.className = "here";
    return document.importNode(tr, true);
  };
  const matches = () => all.filter((r) => Object.entries(filters).every(([k, f]) => { const v = state[id + "-" + k]; return !v || f.test(r.get, v, r); }));
  const draw = () => {
    rows = matches();
    const group = state[id + "-group"], get = group && ((r) => r.get(o.groups[group].column));
    if (group) rows = rows.map((r, i) => [r, i]).sort((a, b) => (get(a[0]) < get(b[0]) ? -1 : get(a[0]) > get(b[0]) ? 1 : a[1] - b[1])).map((p) => p[0]);
    const list = [];
    let last;
    for (const r of rows.slice(0, length)) {
      if (group && get(r) !== last) {
        last = get(r);
        const n = rows.filter((x) => get(x) === last).length;
        list.push(el("tr", { class: "group" }, el("th", { colspan: span, scope: "colgroup" }, o.groups[group].name + ": " + last + " (" + fmt(n) + ")")));
      }
      list.push(line(r));
    }
    body.replaceChildren(...list);
    if (!rows.length) body.append(all.length || !none ? el("tr", {}, el("td", { colspan: span }, "Nothing matches. Loosen a filter, or reset them.")) : none);
    shown.textContent = (rows.length === all.length ? "All " + fmt(all.length) : fmt(rows.length) + " of " + fmt(all.length)) + " " + (all.length === 1 ? o.noun : o.noun + "s") + ", " + o.order + ".";
    more.hidden = rows.length <= length;
    more.textContent = "Show " + fmt(Math.min(step, rows.length - length)) + " more";
  };
  more.addEventListener("click", () => { length += step; draw(); });

  const inputs = {};
  const put = () => { for (const k of [...keys, id + "-group"]) if (inputs[k]) { const v = state[k] || ""; inputs[k].value = v; if (inputs[k].value !== v) { inputs[k].append(el("option", { value: v }, v.replace(/\|/g, " / "))); inputs[k].value = v; } } };
  const go = (change) => {
    state = { ...state, ...change };
    length = step;
    const s = new URLSearchParams(), b = fresh();
    for (const k of [...keys, id + "-group"]) if ((state[k] || "") !== (b[k] || "")) s.set(k, state[k] || "");
    history.replaceState(null, "", "#" + (s.toString() || o.section));
    draw();
  };
  const search = el("input", { type: "search", id: id + "-f-q", autocomplete: "off", spellcheck: "false", placeholder: o.hint, oninput: () => { clearTimeout(search.t); search.t = setTimeout(() => go({ [id + "-q"]: search.value }), 120); } });
  inputs[id + "-q"] = search;
  const pick = (key, label, list, empty) => {
    inputs[id + "-" + key] = el("select", { id: id + "-f-" + key, onchange: (e) => go({ [id + "-" + key]: e.target.value }) }, el("option", { value: "" }, empty), ...list.map(([v, t]) => el("option", { value: v }, t)));
    return el("div", {}, el("label", { for: id + "-f-" + key }, label), inputs[id + "-" + key]);
  };
  const picks = Object.entries(filters).filter(([, f]) => f.label).map(([key, f]) => pick(key, f.label, f.list ? f.list(all) : [...new Set(all.map((r) => f.value(r.get)))].sort().map((v) => [v, f.show ? f.show(v) : v]), f.empty || "all"));
  tools.append(el("div", { class: "tools", role: "search", "aria-label": "Filter the " + o.noun + "s" },
    el("div", { class: "wide" }, el("label", { for: id + "-f-q" }, "Search"), search), ...picks,
    ...(o.groups ? [pick("group", "Group by", Object.entries(o.groups).map(([k, g]) => [k, g.name.toLowerCase()]), "no groups")] : []),
    el("div", {}, el("button", { type: "button", onclick: () => { state = fresh(); put(); go({}); } }, "Reset")),
    el("div", {}, el("button", { type: "button", onclick: () => download(o.file, packed.columns, rows.map((r) => r.cells)) }, "Download CSV"))));
  tools.hidden = false;

  const read = () => {
    const hash = decodeURIComponent(location.hash.slice(1)), s = new URLSearchParams(location.hash.slice(1));
    const one = hash && !hash.includes("=") ? all.findIndex((r) => r.id === hash) : -1;
    const asked = [...keys, id + "-group"].some((k) => s.has(k));
    if (one < 0 && !asked) return false;
    state = one < 0 ? fresh() : {};
    for (const k of [...keys, id + "-group"]) if (s.has(k)) state[k] = s.get(k);
    put();
    length = one < 0 ? step : Math.max(step, one + 1);
    draw();
    const dialog = $("drawer");
    if (dialog && dialog.open) dialog.close();
    if (one < 0) { $(o.section).scrollIntoView(); grid.scrollTop = 0; }
    else { const tr = $(hash); tr.scrollIntoView({ block: "center" }); const d = tr.querySelector("details"); if (d) d.open = true; tr.querySelector("a")?.focus({ preventScroll: true }); }
    return true;
  };
  addEventListener("hashchange", read);
  document.addEventListener("click", (e) => { // the same link again
    const a = e.target.closest && e.target.closest("a[href^='#']");
    if (a && a.getAttribute("href") === location.hash && read()) e.preventDefault();
  });
  addEventListener("beforeprint", () => { length = Math.max(length, 100); draw(); });
  put();
  draw();
  read();
  return all;
};
const words = (s) => s.replace(/_/g, " ");
const kinds = { breach: "gap or not evidenced", unmet: "gap", unproven: "not evidenced", undeclared: "not documented" };
const isOpen = (get) => get("status") !== "resolved" && get("status") !== "accepted";
const has = (hay, q) => q.toLowerCase().split(/\s+/).filter(Boolean).every((w) => hay.includes(w));
const issueList = (P, S, el, fmt, place) => workList(P, S, el, fmt, P.issues, {
  prefix: "i", section: "issues", noun: "issue", order: "the most severe first", file: "issues.csv", hint: "words of an issue, an owner", id: (get) => get("id"),
  filters: {
    q: { test: (get, v, r) => has(r.hay, v) },
    severity: { label: "Severity", test: (get, v) => get("severity") === v && isOpen(get), list: () => ["critical", "high", "medium", "low"].map((v) => [v, v]) },
    kind: { label: "Kind", test: (get, v) => isOpen(get) && (v === "breach" ? get("kind") !== "undeclared" : get("kind") === v), list: () => Object.entries(kinds) },
    owner: { label: "Owner", test: (get, v) => get("owner") === v, value: (get) => get("owner") },
    duty: { label: "Duty", test: (get, v) => get("duty") === v, value: (get) => get("duty"), show: words },
    status: { label: "State", test: (get, v) => get("status") === v, value: (get) => get("status"), show: words },
    region: { label: "Country of number", test: (get, v) => get("countries").split(" ").includes(v), list: (all) => [...new Set(all.flatMap((r) => r.get("countries").split(" ")))].filter(Boolean).map((v) => [v, place(v)]).sort((a, b) => (a[1] < b[1] ? -1 : 1)) },
    set: { test: (get, v) => get("source") + "|" + get("dataset") === v },
    source: { test: (get, v) => v.split("|").includes(get("source")) },
  },
});
const datasetList = (P, S, el, fmt) => workList(P, S, el, fmt, P.datasets, {
  prefix: "s", section: "datasets", noun: "dataset", order: "the largest first", file: "datasets.csv", hint: "name, owner, purpose, vendor", id: (get) => "set:" + get("source") + "|" + get("dataset"), base: { derived: "no" },
  groups: { owner: { name: "Owner", column: "owner" }, source: { name: "Data system", column: "source" } },
  filters: {
    q: { test: (get, v, r) => has(r.hay, v) },
    owner: { label: "Owner", test: (get, v) => get("owner") === v, value: (get) => get("owner") },
    source: { label: "Data system", test: (get, v) => get("source") === v, value: (get) => get("source") },
    derived: { label: "Derived", empty: "shown", test: (get, v) => get("derived") === v, list: () => [["no", "left out"], ["yes", "only these"]] },
  },
});
