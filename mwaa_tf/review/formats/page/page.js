"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const items = all("li.change");
  const risks = all("li.risk");
  const sections = all("section.workspace");
  const folds = all("details.fold");
  const search = $("search");
  const form = search.form;

  // The details of ten thousand changes would be a million elements: the text of each <noscript> becomes elements when
  // its change is opened. Every character of it that came from a plan was quoted when the page was made.
  const fill = (details) => {
    const source = details.querySelector(":scope > noscript");
    if (!source) return;
    const box = document.createElement("div");
    box.className = source.className;
    box.innerHTML = source.textContent;
    source.replaceWith(box);
  };
  const open = (details) => {
    fill(details);
    details.open = true;
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches("li.change > details")) fill(event.target);
  }, true);

  // --- What is shown -------------------------------------------------------------------------------------------------
  const sectionOf = new Map(sections.flatMap((section) => all("li.change", section).map((item) => [item, section.id])));
  let index = null;
  const text = (item) => {
    index ??= new Map();
    if (!index.has(item)) {
      const address = item.querySelector("summary > code").textContent;
      index.set(item, `${address} ${item.dataset.find}`.toLowerCase());
    }
    return index.get(item);
  };
  const show = (element, yes) => {
    if (element.hidden === yes) element.hidden = !yes;
  };
  const severe = (wanted, severity) => !wanted || (wanted === "any" ? Boolean(severity) : severity === wanted);

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const boxes = all("input[name=kind]", form);
    const kinds = boxes.length && boxes.some((box) => !box.checked)
      ? new Set(boxes.filter((box) => box.checked).map((box) => box.value)) : null;
    const workspace = $("workspace")?.value ?? "";
    const severity = $("severity")?.value ?? "";
    let count = 0;
    for (const item of items) {
      const yes = (!kinds || kinds.has(item.dataset.kind))
        && (!workspace || sectionOf.get(item) === workspace)
        && severe(severity, item.dataset.severity)
        && words.every((word) => text(item).includes(word));
      show(item, yes);
      count += yes;
    }
    const active = Boolean(words.length || kinds || workspace || severity);
    for (const list of all("ul.changes")) {
      const some = Boolean(list.querySelector(":scope > li:not([hidden])"));
      show(list, some);
      show(list.previousElementSibling, some);
    }
    for (const section of sections) {
      show(section, !active || Boolean(section.querySelector("li.change:not([hidden])")) || section.id === workspace);
    }
    let dangers = 0;
    for (const risk of risks) {
      let here = false;
      for (const place of risk.querySelectorAll(".place")) {
        const yes = !workspace || place.dataset.workspace === workspace;
        show(place, yes);
        here ||= yes;
      }
      const yes = here && severe(severity, risk.dataset.severity);
      show(risk, yes);
      dangers += yes;
    }
    for (const box of folds) {
      const some = Boolean(box.querySelector(":is(li, .place):not([hidden])"));
      show(box, some);
      // What was searched for is not to be searched for again.
      if (active && some) {
        if (!box.open) box.dataset.opened = "";
        box.open = true;
      } else if (!active && "opened" in box.dataset) {
        delete box.dataset.opened;
        box.open = false;
      }
    }
    if ($("no-risks")) show($("no-risks"), risks.length > 0 && dangers === 0);
    show($("no-changes"), active && count === 0);
    show($("clear"), active);
    const total = items.length.toLocaleString("en");
    $("shown").textContent = count === items.length
      ? `${total} shown` : `${count.toLocaleString("en")} of ${total} shown`;
  };
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 90);
  };
  const clear = () => {
    form.reset();
    filter();
  };
  form.addEventListener("input", (event) => (event.target === search ? soon() : filter()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    filter();
    move(visible()[0]);
  });
  $("clear").addEventListener("click", () => {
    clear();
    search.focus();
  });

  // --- Folding -------------------------------------------------------------------------------------------------------
  let run = 0;
  const fold = async (unfolded) => {
    const mine = ++run;
    let done = 0;
    for (const box of folds) {
      if (box.closest("section.workspace")) box.open = unfolded;
    }
    for (const item of items) {
      if (item.hidden) continue;
      const details = item.firstElementChild;
      if (details.open === unfolded) continue;
      if (unfolded) open(details);
      else details.open = false;
      // A pause now and then keeps the page answering.
      if (++done % 200 === 0) {
        await new Promise((resolve) => setTimeout(resolve));
        if (mine !== run) return;
      }
    }
  };
  $("expand").addEventListener("click", () => fold(true));
  $("collapse").addEventListener("click", () => fold(false));

  // On paper there is nothing to click.
  let unfoldedForPrint = [];
  addEventListener("beforeprint", () => {
    for (const details of all("details.fold, details.ignored")) {
      if (details.open) continue;
      details.open = true;
      unfoldedForPrint.push(details);
    }
    for (const item of items) {
      const details = item.firstElementChild;
      if (item.hidden || details.open) continue;
      open(details);
      unfoldedForPrint.push(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of unfoldedForPrint) details.open = false;
    unfoldedForPrint = [];
  });

  // --- Links to a change or a workspace ------------------------------------------------------------------------------
  const follow = () => {
    const target = location.hash && $(location.hash.slice(1));
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    for (let box = target.closest("details.fold"); box; box = box.parentElement.closest("details.fold")) box.open = true;
    if (target.matches("li.change > details")) {
      open(target);
      move(target.firstElementChild);
    } else {
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link?.dataset.kind && only(link.dataset.kind)) event.preventDefault();
    else if (link && link.hash === location.hash) follow();
  });

  // A tile shows what it counts. What is not understood may have no line: that is only a risk.
  const only = (kind) => {
    if (!items.some((item) => item.dataset.kind === kind)) return false;
    form.reset();
    for (const box of all("input[name=kind]", form)) box.checked = box.value === kind;
    filter();
    $("changes").scrollIntoView();
    $("changes").focus({ preventScroll: true });
    return true;
  };

  // --- Keyboard ------------------------------------------------------------------------------------------------------
  const visible = () => items.filter((item) => !item.hidden && !item.closest("details.fold:not([open])")).map((item) => item.firstElementChild.firstElementChild);
  const move = (summary) => {
    if (!summary) return;
    summary.focus({ preventScroll: true });
    summary.scrollIntoView({ block: "nearest" });
  };
  const step = (current, by) => {
    const list = visible();
    const at = list.indexOf(current);
    move(at < 0 ? list[0] : list[Math.max(0, Math.min(list.length - 1, at + by))]);
  };
  const help = $("help");
  const keys = $("keys");
  const helpOpen = () => help.showModal();
  $("help-open").addEventListener("click", helpOpen);

  const onChange = (key, summary) => {
    const details = summary.parentElement;
    switch (key) {
      case "ArrowDown": return step(summary, 1);
      case "ArrowUp": return step(summary, -1);
      case "Home": return move(visible()[0]);
      case "End": return move(visible().at(-1));
      case "ArrowRight": return open(details);
      case "ArrowLeft": details.open = false; return undefined;
      default: return false;
    }
  };
  const single = (key, summary) => {
    switch (key) {
      case "/": search.focus(); return search.select();
      case "j": return step(summary, 1);
      case "k": return step(summary, -1);
      case "?": return helpOpen();
      default: return false;
    }
  };
  const escape = (target) => {
    if (target === search) {
      if (!search.value) return search.blur();
      search.value = "";
      return filter();
    }
    const details = target.closest("li.change > details");
    if (!details?.open) return false;
    details.open = false;
    return move(details.firstElementChild);
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    const target = event.target;
    const summary = target.closest("li.change > details > summary");
    const typing = target.matches("input:not([type=checkbox]), select, textarea");
    let result = false;
    if (event.key === "Escape") result = escape(target);
    else if (target === search && event.key === "ArrowDown") result = move(visible()[0]);
    else if (!typing) {
      if (summary) result = onChange(event.key, summary);
      if (result === false && keys.checked) result = single(event.key, summary);
    }
    if (result !== false) event.preventDefault();
  });

  // --- What a reader chose, kept where the browser allows it ---------------------------------------------------------
  const kept = (name, value) => {
    try {
      if (value === undefined) return localStorage.getItem(`plan-review-${name}`);
      localStorage.setItem(`plan-review-${name}`, value);
    } catch {
      // A page from a file or in a frame may have no storage.
    }
    return null;
  };
  const theme = $("theme");
  const wear = () => {
    if (theme.value) document.documentElement.dataset.theme = theme.value;
    else delete document.documentElement.dataset.theme;
  };
  if (["light", "dark"].includes(kept("theme"))) theme.value = kept("theme");
  theme.addEventListener("change", () => {
    wear();
    kept("theme", theme.value);
  });
  keys.checked = kept("keys") !== "off";
  keys.addEventListener("change", () => kept("keys", keys.checked ? "on" : "off"));

  const contents = document.querySelector(".contents > details");
  const wide = matchMedia("(min-width: 72rem)");
  const unfoldContents = () => {
    contents.open = wide.matches;
  };
  wide.addEventListener("change", unfoldContents);
  unfoldContents();

  for (const element of all(".controls, .filters")) element.hidden = false;
  wear();
  filter();
  follow();
})();
