// A search box with results for pages of other sites: <script src="https://find.example/embed.js"></script> puts one
// behind itself, or <wenxun-search></wenxun-search> stands wherever one is wanted. Options are data attributes of either.
//
// Under a strict policy of the site it needs this server in script-src and connect-src and nothing else: styles are a
// constructed sheet, markup is made of elements and never parsed, nothing is stored, and no cookie is sent.
"use strict";

(() => {
  const { languages, style } = "PARTS"; // wenxun.web.embed puts the texts and box.css here
  const PAUSE_MS = 80;
  const BUSY_AFTER_MS = 150;
  const MOST_HITS = 100;
  const TAGS = { hans: "zh-Hans", hant: "zh-Hant", tw: "zh-Hant-TW", hk: "zh-Hant-HK" };
  const script = document.currentScript;
  const home = script ? new URL(".", script.src).href : "";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);

  // An element, with the part by which the site can style it.
  function make(name, part, attributes = {}, ...children) {
    const made = document.createElement(name);
    if (part) made.setAttribute("part", part);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // Whether a key is the input method's, or one of the browser's.
  function isOther({ isComposing, keyCode, altKey, ctrlKey, metaKey }) {
    return isComposing || keyCode === 229 || altKey || ctrlKey || metaKey;
  }

  // The language that the owner states, else that of the page, else the one that the reader likes best.
  function languageOf(element) {
    const known = Object.values(languages);
    const page = element.closest("[lang]");
    if (languages[element.dataset.language]) return languages[element.dataset.language];
    for (const tag of [page ? page.lang : "", ...navigator.languages]) {
      for (const parts = tag.toLowerCase().split("-"); parts.length; parts.pop()) {
        const found = known.find((each) => each.tags.includes(parts.join("-")));
        if (found) return found;
      }
    }
    return known[0];
  }

  // The owner's page at the passage: browsers look for the first match and what follows it up to a stop.
  function atPassage(url, pieces) {
    const first = pieces.findIndex((piece) => piece.match);
    if (first < 0) return url;
    const text = pieces.slice(first).map((piece) => piece.text).join("");
    const [passage] = text.slice(pieces[first].text.length, 40).match(/^[^\p{P}\p{S}\p{Z}\n]*/u);
    const sought = encodeURIComponent(pieces[first].text + passage).replace(/-/g, "%2D");
    return `${url}${url.includes("#") ? "" : "#"}:~:text=${sought}`;
  }

  class Search extends HTMLElement {
    connectedCallback() {
      document.addEventListener("keydown", this);
      if (this.shadowRoot) return;
      const { tag, texts } = languageOf(this);
      const { label = texts.search_label, placeholder = texts.placeholder } = this.dataset;
      this.texts = texts;
      this.wanted = ""; // the query that is shown or waited for
      this.failed = false;
      this.composing = false;
      this.box = make("input", "box", {
        type: "search", "aria-label": label, placeholder, lang: "zh", autocomplete: "off", autocapitalize: "off",
        spellcheck: "false", enterkeyhint: "search",
      });
      this.form = make("form", "form", { role: "search", "aria-label": label }, this.box,
        make("button", "button", { type: "submit" }, texts.search));
      this.status = make("p", "status", { role: "status" });
      this.found = make("div", "found");
      this.panel = make("div", "panel", { tabindex: "-1" }, this.status, this.found);
      this.show("");
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.append(make("div", "around", { lang: tag }, this.form, this.panel));
      this.listen(root);
    }

    // A key opens the box, unless somebody types, or the site or another box before it has a use for it.
    handleEvent(event) {
      const [at] = event.composedPath();
      const typed = at.isContentEditable || at.matches("input, textarea, select");
      if (typed || event.key !== (this.dataset.key || "/") || event.defaultPrevented || isOther(event)) return;
      event.preventDefault();
      this.focus();
    }

    listen(root) {
      const { box } = this;
      box.addEventListener("compositionstart", () => {
        this.composing = true;
        clearTimeout(this.timer);
      });
      box.addEventListener("compositionend", () => {
        this.composing = false;
        this.typed();
      });
      box.addEventListener("input", () => this.typed());
      box.addEventListener("blur", () => { // for keyboards that never say that a composition ends
        if (!this.composing) return;
        this.composing = false;
        this.typed();
      });
      box.addEventListener("focus", () => this.open(true));
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.search();
      });
      root.addEventListener("keydown", (event) => this.pressed(event));
      root.addEventListener("focusout", (event) => root.contains(event.relatedTarget) || this.open(false));
    }

    focus(options) {
      this.box.focus(options);
    }

    disconnectedCallback() {
      document.removeEventListener("keydown", this);
      clearTimeout(this.timer);
      this.stop();
    }

    // Where results lie over the page they are closed while nobody is at the box.
    open(open) {
      const { panel, found } = this;
      found.hidden = !found.hasChildNodes() || (!open && this.dataset.results === "over");
      panel.toggleAttribute("data-open", !found.hidden);
      if (!this.running) this.status.textContent = found.hidden ? "" : this.said;
    }

    typed() {
      clearTimeout(this.timer);
      if (!this.composing) this.timer = setTimeout(() => this.search(), PAUSE_MS);
    }

    stop() {
      if (this.running) this.running.abort();
      this.running = null;
      clearTimeout(this.waiting);
      this.panel.removeAttribute("aria-busy");
    }

    async search(limit = Number(this.dataset.limit) || 5) {
      clearTimeout(this.timer);
      const query = this.box.value.trim();
      if (query === this.wanted && limit === this.limit && !this.failed) return this.open(true);
      this.stop();
      [this.wanted, this.limit, this.failed] = [query, limit, false];
      if (!query) return this.show("");
      const running = (this.running = new AbortController());
      this.waiting = setTimeout(() => {
        this.panel.setAttribute("aria-busy", "true");
        this.status.textContent = this.texts.loading;
      }, BUSY_AFTER_MS);
      const { variant = "orig", filter = "" } = this.dataset;
      const filters = filter.split(";").map((each) => ["filter", each.trim()]).filter((each) => each[1]);
      const parts = [["q", query], ["limit", Math.min(limit, MOST_HITS)], ["sections", 1], ["variant", variant], ...filters];
      const answer = await this.ask("search", parts, running);
      const names = answer.total === 0 ? await this.ask("suggest", [["q", query], ["limit", 5]], running) : {};
      if (this.running !== running) return;
      this.stop();
      if (answer.hits) this.showResults(query, answer, (names.suggestions || []).map((each) => each.text));
      else this.showProblem(answer.code);
    }

    // The answer, or a problem with its code.
    async ask(what, parts, running) {
      const url = new URL(`api/v1/${what}?${new URLSearchParams(parts)}`, this.dataset.server || home);
      try {
        const options = { signal: running.signal, credentials: "omit", referrerPolicy: "no-referrer" };
        return await (await fetch(url, options)).json();
      } catch (error) {
        if (error.name === "TypeError") console.info(`wenxun: does allowed_origins of ${url.origin} name ${origin}?`);
        return { code: "unreachable" };
      }
    }

    show(said, ...content) {
      this.said = said;
      this.found.replaceChildren(...content);
      this.panel.scrollTop = 0;
      this.open(true);
    }

    showResults(query, { hits, total, relaxed, corrections }, names) {
      const { texts } = this;
      const said = fill(total ? texts.found : texts.none_heading, { total: total.toLocaleString("en"), query });
      const offered = [...new Set([...corrections, ...names])].map((each) => this.button("offer", each, () => {
        this.box.value = each;
        this.box.focus();
        this.search();
      }));
      const more = this.button("more", texts.more_results, async () => {
        await this.search(this.limit * 2);
        const next = this.links()[hits.length];
        if (next) next.focus();
      });
      this.show(said,
        ...(relaxed && total ? [make("p", "notice", {}, texts.relaxed)] : []),
        ...(offered.length ? [make("p", "offers", {}, texts.did_you_mean, ...offered)] : []),
        ...(total || offered.length ? [] : [make("p", "notice", {}, `${texts.none_advice} ${texts.none_general}`)]),
        ...(total ? [make("ol", "results", { role: "list" }, ...hits.map((hit) => this.hit(hit)))] : []),
        ...(total > hits.length && hits.length < MOST_HITS ? [more] : []));
    }

    hit({ id, title, url, sections: [section], original_url: original }) {
      const { variant, target, server } = this.dataset;
      const pieces = section ? section.snippet : [];
      let address = new URL(section ? section.url : url, server || home).href;
      if (target === "owner" && original) address = TAGS[variant] ? original : atPassage(original, pieces);
      const link = make("a", "link", { href: address, lang: TAGS[variant] || "zh" }, make("span", "title", {}, title || id));
      if (section && section.path.length) link.append(make("span", "path", {}, section.path.join(" › ")));
      const snippet = pieces.map((piece) => (piece.match ? make("mark", "mark", {}, piece.text) : piece.text));
      if (snippet.length) link.append(make("span", "snippet", {}, ...snippet));
      return make("li", "hit", {}, link);
    }

    showProblem(code) {
      const [heading, advice] = this.texts.errors[code] || this.texts.errors.other;
      this.failed = true;
      const retry = this.button("retry", this.texts.retry, () => {
        this.box.focus();
        this.search();
      });
      this.show(heading, make("p", "problem", {}, advice), ...(String(code).startsWith("bad-") ? [] : [retry]));
    }

    button(part, text, press) {
      const made = make("button", part, { type: "button" }, text);
      made.addEventListener("click", press);
      return made;
    }

    links() {
      return [...this.panel.querySelectorAll("a")];
    }

    // Arrows go from the box through what is found and back; Escape goes back to the box, closes, empties.
    pressed(event) {
      if (isOther(event)) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const atBox = this.shadowRoot.activeElement === this.box;
      if (step) {
        this.open(true);
        const stops = [this.box, ...this.panel.querySelectorAll("a, button")];
        const next = stops[stops.indexOf(this.shadowRoot.activeElement) + step];
        if (!next) return;
        event.preventDefault();
        next.focus();
      } else if (event.key === "Escape" && (!atBox || this.box.value)) {
        event.preventDefault();
        if (!atBox) return this.box.focus();
        if (this.dataset.results === "over" && !this.found.hidden) return this.open(false);
        this.box.value = "";
        this.search();
      } else if (event.target.matches("a") && /^\S$/u.test(event.key)) this.box.focus(); // and the key is typed there
    }
  }

  if (!customElements.get("wenxun-search")) customElements.define("wenxun-search", Search);
  if (script && !script.closest("head")) {
    const made = document.createElement("wenxun-search");
    Object.assign(made.dataset, { server: home, ...script.dataset });
    script.after(made);
  }
})();
