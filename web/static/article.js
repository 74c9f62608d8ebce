// The page of an article: from mark to mark, and links to what is read.
"use strict";

// Marks: n and p go from one to the next, and the address names the one that is shown.
(() => {
  const marks = [...document.querySelectorAll(".text mark[id]")];
  const bar = document.querySelector(".jumps");
  if (!bar || !marks.length) return;
  const output = bar.querySelector("output");
  let current = -1;

  function show(number, scroll) {
    if (current >= 0) marks[current].classList.remove("current");
    current = (number + marks.length) % marks.length;
    marks[current].classList.add("current");
    output.textContent = `${current + 1} / ${marks.length}`;
    if (!scroll) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    marks[current].scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    history.replaceState(history.state, "", `#${marks[current].id}`);
  }

  // From where the reader is: the first mark below the top of the window, or the last above it.
  function go(step) {
    if (current >= 0) return show(current + step, true);
    const below = marks.findIndex((mark) => mark.getBoundingClientRect().top >= 0);
    if (step > 0) return show(below < 0 ? 0 : below, true);
    return show(below < 0 ? marks.length - 1 : below - 1, true);
  }

  bar.hidden = false;
  output.textContent = `${marks.length}`;
  bar.querySelector(".previous").addEventListener("click", () => go(-1));
  bar.querySelector(".next").addEventListener("click", () => go(1));
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.body.dataset.keys === "off" || (event.key !== "n" && event.key !== "p")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    go(event.key === "n" ? 1 : -1);
  });

  // How the passage begins that was clicked among the results; a long section has more marks before it.
  function clickedPassage() {
    try {
      const kept = JSON.parse(localStorage.getItem("wenxun-passages") || "[]");
      const noted = kept.find(([address]) => address === location.href);
      if (noted) {
        localStorage.setItem("wenxun-passages", JSON.stringify(kept.filter((each) => each !== noted)));
        sessionStorage.setItem("wenxun-passage", JSON.stringify(noted)); // for when this tab loads it again
      }
      const [address, start] = JSON.parse(sessionStorage.getItem("wenxun-passage"));
      return address === location.href ? start : "";
    } catch {
      return ""; // the address came from elsewhere
    }
  }

  function textFrom(mark) {
    const range = document.createRange();
    range.setStartBefore(mark);
    range.setEndAfter(mark.closest("p, li, td, th, pre, blockquote, div, section, h2, h3, h4, h5, h6"));
    return range.toString();
  }

  // To the passage that was clicked, or the first mark of what the address names. The browser goes to the start of that
  // by itself until all is loaded.
  function arrive() {
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    const inside = target ? marks.filter((mark) => mark === target || target.contains(mark)) : [];
    if (!inside.length) return;
    const start = clickedPassage();
    const mark = inside.find((each) => textFrom(each).startsWith(start)) || inside[0];
    show(marks.indexOf(mark), false);
    mark.scrollIntoView({ block: "center" });
    mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
  }

  addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(arrive)));
})();

// Links to passages, and a reference to the one that is read, into the clipboard.
(() => {
  const toast = document.querySelector(".toast");
  const citation = document.getElementById("citation");

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (!copyOldWay(text)) return;
    }
    toast.textContent = toast.dataset.copied;
    setTimeout(() => (toast.textContent = ""), 2000);
  }

  // Where no TLS protects the page, browsers know this way alone.
  function copyOldWay(text) {
    const place = document.createElement("textarea");
    place.value = text;
    document.body.append(place);
    place.select();
    const done = document.execCommand("copy");
    place.remove();
    return done;
  }

  // The passage that is read: the mark that is shown, or the section that the address names.
  function passage() {
    const named = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    return document.querySelector("mark.current") || named;
  }

  function linkTo(id) {
    const url = new URL(location.href);
    url.hash = id;
    return url.href;
  }

  function nameSection() {
    const section = passage()?.closest("section[id]");
    const heading = section && [...section.querySelectorAll("h2, h3, h4, h5, h6")].pop();
    const place = citation.querySelector(".of-section");
    place.textContent = heading ? place.dataset.form.replace("{section}", heading.textContent.trim()) : "";
  }

  citation.parentNode.addEventListener("toggle", nameSection);
  const copyCitation = document.querySelector(".copy-citation");
  copyCitation.hidden = false;
  copyCitation.addEventListener("click", () => copy(citation.textContent));
  document.querySelector(".copy-link")?.addEventListener("click", () => copy(linkTo(passage()?.id || "")));
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".permalink");
    if (link) copy(linkTo(link.hash.slice(1)));
  });
})();
