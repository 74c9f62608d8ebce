// The search box: results and suggestions while typing. Without this script the page works all the same.
//
// Nothing is asked while an input method composes: compositionstart and compositionend frame it, keyCode 229 marks keys
// that belong to it (also the Enter that ends it in Safari), and leaving the box ends it for keyboards that never say so.
"use strict";

(() => {
  const PAUSE_MS = 10;
  const SUGGESTIONS_WAIT_MS = 60;
  const box = document.getElementById("q");
  if (!box) return;
  const form = box.form;
  const region = document.getElementById("results");
  const announcement = document.getElementById("announcement");
  const list = makeList();
  let composing = false;
  let shown = box.value.trim();
  let active = -1;
  let timer = 0;
  const running = { results: null, suggestions: null };

  // --- asking ------------------------------------------------------------------------------------

  function address(path, values) {
    const url = new URL(path, location.origin);
    for (const field of form.querySelectorAll('input[type="hidden"]')) url.searchParams.set(field.name, field.value);
    for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
    return url;
  }

  // The answer to the newest question of a kind; null when a newer one was asked meanwhile, or it failed.
  async function ask(kind, url) {
    if (running[kind]) running[kind].abort();
    const controller = (running[kind] = new AbortController());
    try {
      const response = await fetch(url, { signal: controller.signal });
      const text = response.ok ? await response.text() : null;
      return running[kind] === controller ? text : null;
    } catch {
      return null;
    }
  }

  function stop() {
    clearTimeout(timer);
    for (const kind of Object.keys(running)) {
      if (running[kind]) running[kind].abort();
      running[kind] = null;
    }
  }

  function typed() {
    stop();
    if (composing) return;
    timer = setTimeout(() => {
      const query = box.value.trim();
      if (query === shown) return;
      shown = query;
      // Results come first: the server and the screen are theirs until they are there, or take too long.
      const waited = new Promise((resolve) => setTimeout(resolve, SUGGESTIONS_WAIT_MS));
      Promise.race([showResults(query), waited]).then(() => {
        if (query === shown) showSuggestions(query);
      });
    }, PAUSE_MS);
  }

  // --- results -----------------------------------------------------------------------------------

  async function showResults(query) {
    if (!region) return;
    const page = address("/", query ? { q: query } : {});
    if (!query) {
      region.replaceChildren();
      document.body.classList.remove("searching");
      history.replaceState(null, "", page);
      return;
    }
    region.setAttribute("aria-busy", "true");
    const html = await ask("results", address("/", { q: query, fragment: "1" }));
    if (html === null) return;
    region.innerHTML = html; // our own server's markup, escaped there
    region.removeAttribute("aria-busy");
    document.body.classList.add("searching");
    history.replaceState(null, "", page);
    const [, name] = document.title.split(" · ");
    document.title = `${query} · ${name || document.title}`;
    const summary = region.querySelector(".summary span, .nothing, .notice");
    announcement.textContent = summary ? summary.textContent : "";
  }

  // --- suggestions -------------------------------------------------------------------------------

  function makeList() {
    const made = document.createElement("ul");
    made.id = "suggestions";
    made.setAttribute("role", "listbox");
    made.setAttribute("aria-label", box.dataset.suggestions);
    made.hidden = true;
    box.parentNode.append(made);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", made.id);
    box.setAttribute("aria-expanded", "false");
    return made;
  }

  async function showSuggestions(query) {
    if (!query) return close();
    const variant = box.dataset.variant;
    const body = await ask("suggestions", address("/api/v1/suggest", { q: query, variant }));
    if (body === null || document.activeElement !== box) return;
    const texts = JSON.parse(body).suggestions.map((each) => each.text).filter((text) => text !== query);
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
    box.value = text;
    close();
    form.requestSubmit();
  }

  // --- events ------------------------------------------------------------------------------------

  box.addEventListener("compositionstart", () => {
    composing = true;
    stop();
  });
  box.addEventListener("compositionend", () => {
    composing = false;
    typed();
  });
  box.addEventListener("input", (event) => {
    if (!event.isComposing) typed();
  });
  box.addEventListener("blur", () => {
    close();
    if (composing) {
      composing = false;
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
  form.addEventListener("submit", stop);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    const modified = event.ctrlKey || event.metaKey;
    const slash = event.key === "/" && !modified && document.body.dataset.keys !== "off";
    const wanted = slash || (modified && !event.shiftKey && event.key.toLowerCase() === "k");
    if (!wanted || (slash && event.target.closest("input, textarea, select, [contenteditable]"))) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
