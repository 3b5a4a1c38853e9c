"use strict";
// The list of findings as a work surface: filters, a search, and a view that the
// address keeps. Without it the list is complete up to its length.
const duties = (P, S, el, fmt) => {
  const $ = (id) => document.getElementById(id);
  const table = $("d-table");
  if (!table) return;
  const body = table.tBodies[0], tools = $("d-tools"), shown = $("d-shown"), more = $("d-more"), grid = $("d-grid");
  const step = 200, keys = ["d-q", "d-duty", "d-kind", "d-severity", "d-status", "d-set"];
  const known = new Set(P.laws.map(([id]) => S[id]));
  const all = P.findings.map((f) => ({
    id: S[f.i], "d-duty": S[f.d], "d-kind": S[f.k], "d-severity": S[f.v], "d-status": S[f.u], "d-set": S[f.s] + "|" + S[f.t],
    place: [S[f.s], S[f.t], S[f.f]].filter(Boolean).join(" / "), text: S[f.x], evidence: S[f.e], remedy: S[f.r], because: S[f.b],
    laws: f.l.map(([id, short, article]) => [S[id], S[short] || S[id], S[article]]),
    hay: [S[f.x], S[f.s], S[f.t], S[f.f], S[f.d]].join(" ").toLowerCase(),
  }));
  const words = (s) => s.replace(/_/g, " ");
  const span = (cls, ...list) => el("span", { class: cls }, ...list);
  let state = {}, rows = all, length = step;

  const line = (f) => el("tr", { id: f.id, class: "#" + f.id === location.hash ? "here" : null },
    el("td", {}, el("a", { class: "badge s-" + f["d-severity"], href: "#" + f.id }, f["d-severity"]), span("range", f["d-kind"]), span("range", f["d-status"])),
    el("th", { scope: "row", class: "prose" }, el("p", {}, f.text), el("p", { class: "because" }, span("muted", "How it was found: " + f.evidence + " Severity: " + f.because + ".")), span("range", words(f["d-duty"]) + " · " + f.place)),
    el("td", { class: "prose" }, f.remedy),
    el("td", {}, ...f.laws.map(([id, short, article]) => span("art", known.has(id) ? el("a", { href: "#law-" + id }, short) : short, " " + article))));
  const draw = () => {
    const asked = (state["d-q"] || "").toLowerCase().split(/\s+/).filter(Boolean);
    rows = all.filter((f) => keys.every((k) => k === "d-q" || !state[k] || f[k] === state[k]) && (!state["d-kind"] || state["d-status"] || f["d-status"] !== "resolved") && asked.every((w) => f.hay.includes(w)));
    body.replaceChildren(...rows.slice(0, length).map(line));
    if (!rows.length) body.append(el("tr", {}, el("td", { colspan: "4" }, "Nothing matches. Loosen a filter, or reset them.")));
    shown.textContent = (rows.length === all.length ? "All " + fmt(all.length) : fmt(rows.length) + " of " + fmt(all.length)) + (all.length === 1 ? " finding" : " findings") + ", the most severe first.";
    more.hidden = rows.length <= length;
    more.textContent = "Show " + fmt(Math.min(step, rows.length - length)) + " more";
  };
  more.addEventListener("click", () => { length += step; draw(); });

  const inputs = {};
  const go = (change) => {
    state = { ...state, ...change };
    length = step;
    const s = new URLSearchParams();
    for (const k of keys) if (state[k]) s.set(k, state[k]);
    history.replaceState(null, "", "#" + (s.toString() || "findings"));
    draw();
  };
  const search = el("input", { type: "search", id: "d-f-q", autocomplete: "off", spellcheck: "false", placeholder: "words of a finding", oninput: () => { clearTimeout(search.t); search.t = setTimeout(() => go({ "d-q": search.value }), 120); } });
  inputs["d-q"] = search;
  const pick = (key, label, show) => {
    const list = [...new Set(all.map((f) => f[key]))].map((v) => [v, show(v)]);
    const order = ["critical", "high", "medium", "low"];
    list.sort((a, b) => (key === "d-severity" ? order.indexOf(a[0]) - order.indexOf(b[0]) : a[1] < b[1] ? -1 : 1));
    inputs[key] = el("select", { id: "d-f" + key.slice(1), onchange: (e) => go({ [key]: e.target.value }) }, el("option", { value: "" }, "all"), ...list.map(([v, t]) => el("option", { value: v }, t)));
    return el("div", {}, el("label", { for: "d-f" + key.slice(1) }, label), inputs[key]);
  };
  tools.append(el("div", { class: "tools", role: "search", "aria-label": "Filter the findings" },
    el("div", { class: "wide" }, el("label", { for: "d-f-q" }, "Search"), search),
    pick("d-duty", "Duty", words), pick("d-kind", "Kind", words), pick("d-severity", "Severity", words), pick("d-status", "State", words), pick("d-set", "Dataset", (v) => v.replace("|", " / ")),
    el("div", {}, el("button", { type: "button", onclick: () => { for (const k of keys) inputs[k].value = ""; state = {}; go({}); } }, "Reset"))));
  tools.hidden = false;

  const read = () => {
    const hash = location.hash.slice(1), s = new URLSearchParams(hash);
    const one = hash.startsWith("fp1:") && all.findIndex((f) => f.id === hash);
    if (one === false && !keys.some((k) => s.has(k)) || one === -1) return false;
    state = {};
    for (const k of keys) if (s.has(k)) state[k] = s.get(k);
    for (const k of keys) inputs[k].value = state[k] || "";
    length = one === false ? step : Math.max(step, one + 1);
    draw();
    if (one === false) $("findings-list").scrollIntoView();
    else { $(hash).scrollIntoView({ block: "center" }); $(hash).querySelector("a").focus({ preventScroll: true }); }
    if (one === false) grid.scrollTop = 0;
    return true;
  };
  addEventListener("hashchange", read);
  document.addEventListener("click", (e) => { // the same link again
    const a = e.target.closest && e.target.closest("a[href^='#']");
    if (a && a.getAttribute("href") === location.hash && read()) e.preventDefault();
  });
  draw();
  read();
};
