// The search box: results and suggestions while typing. Without this script the page works all the same.
//
// `wanted` is the query that the page shows or waits for. Whenever the box holds another one, that one is asked for and
// its answer is shown, be it results or what went wrong, so that nothing older can stay under what stands in the box.
//
// No results are asked for while an input method composes: compositionstart and compositionend frame it, keyCode 229
// marks keys that belong to it (also the Enter that ends it in Safari), and leaving the box ends it for keyboards that
// never say so. On phones Latin letters stay in composition until a blank; they get suggestions after a pause.
"use strict";

(() => {
  const PAUSE_MS = 10;
  const COMPOSING_PAUSE_MS = 250;
  const SUGGESTIONS_WAIT_MS = 60;
  const LOADING_AFTER_MS = 150;
  const SETTLED_AFTER_MS = 1000;
  const COUNTED_AFTER_MS = 200;
  const box = document.getElementById("q");
  if (!box) return;
  const form = box.form;
  const region = document.getElementById("results"); // pages of articles have none: there the form leads to the results
  const announcement = document.getElementById("announcement");
  const onPhone = matchMedia("(pointer: coarse)");
  const list = makeList();
  const running = { results: null, suggestions: null, counted: null };
  let wanted = here();
  let failed = false;
  let composing = null; // the letters of a composition, or null while there is none
  let active = -1;
  let timer = 0;
  let loading = 0;
  let counting = 0;
  let entered = null; // the query that Enter was pressed on
  let drafted = false; // whether the newest entry of the history is of a query that is still being typed
  let settling = 0;

  // --- asking ------------------------------------------------------------------------------------

  function here() {
    const values = new URLSearchParams(location.search);
    return { query: (values.get("q") || "").trim(), page: values.get("page") || "" };
  }

  function address(path, values, fields = form.querySelectorAll('input[type="hidden"]')) {
    const url = new URL(path, location.origin);
    for (const field of fields) url.searchParams.append(field.name, field.value);
    for (const [name, value] of Object.entries(values)) if (value) url.searchParams.set(name, value);
    return url;
  }

  // The answer to the newest question of a kind, or undefined where a newer one was asked meanwhile. What cannot be
  // reached answers with an empty text.
  async function ask(kind, url) {
    stop(kind);
    const controller = (running[kind] = new AbortController());
    let answer = { ok: false, text: "" };
    try {
      const response = await fetch(url, { signal: controller.signal });
      answer = { ok: response.ok, text: await response.text() };
    } catch {
      // offline, no server, or stopped: then it is not the newest
    }
    return running[kind] === controller ? answer : undefined;
  }

  function stop(kind) {
    if (kind === "results") {
      clearTimeout(counting);
      stop("counted");
    }
    if (running[kind]) running[kind].abort();
    running[kind] = null;
  }

  function typed() {
    clearTimeout(timer);
    clearTimeout(settling);
    if (composing === null) timer = setTimeout(search, PAUSE_MS);
    else if (onPhone.matches && /^[\p{Script=Latin}' ]+$/u.test(composing)) {
      timer = setTimeout(() => showSuggestions(box.value.trim()), COMPOSING_PAUSE_MS);
    }
  }

  function search() {
    const query = box.value.trim();
    if (query === wanted.query) return settle();
    wanted = { query, page: "" };
    // Results come first: the server and the screen are theirs until they are there, or take too long.
    const waited = new Promise((resolve) => setTimeout(resolve, SUGGESTIONS_WAIT_MS));
    Promise.race([showResults(), waited]).then(() => {
      if (query === wanted.query && composing === null) showSuggestions(query);
    });
  }

  // --- results -----------------------------------------------------------------------------------

  async function showResults() {
    if (!region) return;
    const { query, page } = wanted;
    if (!query && !form.elements.filter) return showNothing();
    makeRoom();
    clearTimeout(loading);
    loading = setTimeout(setBusy, LOADING_AFTER_MS, true);
    // What is too long for the server is as wrong in part; all of it might not even arrive.
    const sent = Array.from(query).slice(0, Number(box.dataset.longest) + 1).join("");
    const answer = await ask("results", address(form.action, { q: sent, page, fragment: "hits" }));
    if (!answer) return;
    setBusy(false);
    const content = parsed(answer.text);
    const ours = content.querySelector(".found, .problem");
    failed = !answer.ok || !ours;
    const facets = region.querySelector(".facets");
    region.replaceChildren(ours ? content : document.getElementById("unreachable").content.cloneNode(true));
    const room = region.querySelector("[inert]");
    if (room) {
      // Facets take as long as the hits, so they are asked for when the box is left alone. Until then those of the query
      // before stand in their room, where nothing can be pressed: so nothing flickers, and nothing moves.
      if (facets) {
        facets.inert = true;
        room.replaceWith(facets);
      }
      counting = setTimeout(showCounted, COUNTED_AFTER_MS);
    }
    const summary = region.querySelector(".summary span, .nothing, .notice, .problem h1");
    finish(query, page, summary ? summary.textContent : "");
  }

  async function showCounted() {
    const answer = await ask("counted", address(form.action, { q: wanted.query, fragment: "counted" }));
    if (!answer) return;
    const counted = parsed(answer.ok ? answer.text : "");
    for (const name of [".facets", ".sort"]) {
      const shown = region.querySelector(name);
      const made = counted.querySelector(name);
      if (made && !shown.contains(document.activeElement)) shown.replaceWith(made);
      else if (shown?.inert) shown.classList.add("none"); // its room stays, so that nothing moves
    }
  }

  function parsed(text) {
    const made = document.createElement("template");
    made.innerHTML = text; // our own server's markup, escaped there
    return made.content;
  }

  // All that moves moves at the key, and nothing when the answer comes.
  function makeRoom() {
    document.body.classList.toggle("searching", region !== null);
  }

  function showNothing() {
    stop("results");
    setBusy(false);
    failed = false;
    region.replaceChildren();
    document.body.classList.remove("searching");
    finish("", "", "");
  }

  function finish(query, page, said) {
    announcement.textContent = said;
    document.title = query ? `${query} · ${box.dataset.name}` : box.dataset.name;
    const there = here();
    if (query !== there.query || page !== there.page) {
      history[drafted ? "replaceState" : "pushState"](null, "", address(form.action, { q: query, page }));
    }
    drafted = query !== entered;
    settle();
  }

  function setBusy(busy) {
    clearTimeout(loading);
    if (!busy) return region.removeAttribute("aria-busy");
    region.setAttribute("aria-busy", "true");
    announcement.textContent = region.dataset.loading;
  }

  // The query is an entry of the history once it was left alone for a while.
  function settle() {
    clearTimeout(settling);
    settling = setTimeout(() => {
      drafted = false;
      remember();
    }, SETTLED_AFTER_MS);
  }

  // What was searched last stays in this browser.
  function remember() {
    if (wanted.query && region?.querySelector(".hit")) {
      keep("wenxun-recent", wanted.query, (each) => each === wanted.query);
    }
  }

  // The page of the article goes to this place of the section, in whatever tab, and takes the note away.
  function rememberPassage(link) {
    const mark = link.querySelector(".snippet mark");
    const start = mark ? mark.textContent + (mark.nextSibling?.textContent || "").slice(0, 12).split(/[\s…]/)[0] : "";
    keep("wenxun-passages", [link.href, start], ([address]) => address === link.href);
  }

  // Puts an entry before the others of a list; `null` is kept where the reader wants none of it kept.
  function keep(name, entry, isSame) {
    try {
      const kept = JSON.parse(localStorage.getItem(name) || "[]");
      const others = kept && kept.filter((each) => !isSame(each));
      if (kept) localStorage.setItem(name, JSON.stringify([entry, ...others].slice(0, 8)));
    } catch {
      // no storage
    }
  }

  // --- suggestions -------------------------------------------------------------------------------

  function makeList() {
    const made = document.createElement("ul");
    made.id = "suggestions";
    made.setAttribute("role", "listbox");
    made.setAttribute("aria-label", box.dataset.suggestions);
    made.hidden = true;
    const room = document.createElement("div");
    room.className = region ? "suggested beside" : "suggested over";
    room.append(made);
    if (region) form.after(room);
    else box.parentNode.append(room);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", made.id);
    box.setAttribute("aria-expanded", "false");
    return made;
  }

  async function showSuggestions(query) {
    if (!query) return close();
    makeRoom();
    const { variant, suggest, most } = box.dataset;
    const answer = await ask("suggestions", address(suggest, { q: query, limit: most, variant }, []));
    if (!answer || !answer.ok || document.activeElement !== box || entered === query) return;
    const texts = JSON.parse(answer.text).suggestions.map((each) => each.text).filter((text) => text !== query);
    list.replaceChildren(...texts.map(option));
    active = -1;
    box.removeAttribute("aria-activedescendant");
    setOpen(texts.length > 0);
  }

  function option(text, number) {
    const item = document.createElement("li");
    item.id = `suggestion-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = text;
    item.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the cursor
    item.addEventListener("click", () => choose(text));
    return item;
  }

  function setOpen(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
  }

  function close() {
    stop("suggestions");
    setOpen(false);
    active = -1;
    box.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    const options = [...list.children];
    if (!options.length) return;
    if (list.hidden) setOpen(true);
    // One place more than there are options: the box itself.
    active = ((active + 1 + step + options.length + 1) % (options.length + 1)) - 1;
    options.forEach((each, number) => each.setAttribute("aria-selected", String(number === active)));
    if (active < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", options[active].id);
    if (active >= 0) options[active].scrollIntoView({ block: "nearest" });
  }

  function choose(text) {
    composing = null;
    box.value = text;
    form.requestSubmit();
  }

  // --- events ------------------------------------------------------------------------------------

  function again() {
    showResults();
    box.focus();
  }

  box.addEventListener("compositionstart", () => {
    composing = "";
    clearTimeout(timer);
  });
  box.addEventListener("compositionupdate", (event) => {
    composing = event.data;
  });
  box.addEventListener("compositionend", () => {
    composing = null;
    typed();
  });
  box.addEventListener("input", () => {
    entered = null;
    typed();
  });
  box.addEventListener("blur", () => {
    close();
    if (composing !== null) {
      composing = null;
      typed();
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.children.length) return;
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active].textContent);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first Escape closes the list, the second empties the box
      close();
    }
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    close();
    if (!region) return;
    event.preventDefault();
    entered = box.value.trim();
    if (failed && entered === wanted.query) return again();
    search();
    if (entered === here().query) {
      drafted = false;
      remember();
    }
    if (onPhone.matches) document.getElementById("main").focus({ preventScroll: true }); // and the keyboard goes
  });
  if (region) {
    for (const opening of ["click", "auxclick", "contextmenu"]) {
      region.addEventListener(opening, (event) => {
        const link = event.target.closest(".to-passage");
        if (link) rememberPassage(link);
      });
    }
    region.addEventListener("click", (event) => {
      if (!event.target.closest(".retry")) return;
      event.preventDefault();
      again();
    });
    addEventListener("online", () => failed && showResults());
    addEventListener("popstate", () => {
      const { query, page } = here();
      if (query === wanted.query && page === wanted.page) return; // another place on this page
      box.value = query;
      entered = query;
      wanted = { query, page };
      clearTimeout(timer);
      close();
      showResults();
    });
  }

  async function help(link) {
    let dialog = document.querySelector("dialog");
    if (!dialog) {
      try {
        const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
        dialog = document.createElement("dialog");
        dialog.append(page.getElementById("help"));
      } catch {
        return;
      }
      dialog.setAttribute("aria-label", link.textContent);
      dialog.querySelector("form").hidden = false;
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    const modified = event.ctrlKey || event.metaKey;
    const letter = !modified && document.body.dataset.keys !== "off" ? event.key : "";
    const wants = letter === "/" || letter === "?" || (modified && !event.shiftKey && event.key.toLowerCase() === "k");
    if (!wants || (letter && event.target.closest("input, textarea, select, [contenteditable]"))) return;
    event.preventDefault();
    if (letter === "?") return help(document.querySelector("a.help"));
    box.focus();
    box.select();
  });
  remember();
})();
