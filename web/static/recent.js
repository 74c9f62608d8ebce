// The first page lists what was searched last in this browser. The server knows nothing of it.
"use strict";

(() => {
  const place = document.getElementById("recent");
  const box = document.getElementById("q");
  const toggle = place.querySelector(".toggle");

  function kept() {
    try {
      return JSON.parse(localStorage.getItem("wenxun-recent") || "[]");
    } catch {
      return []; // no storage, or not ours
    }
  }

  function keep(queries) {
    localStorage.setItem("wenxun-recent", JSON.stringify(queries));
    show();
  }

  // `null` stands for a reader who wants nothing kept.
  function show() {
    const queries = kept();
    const items = (queries || []).map((query) => {
      const link = document.createElement("a");
      const values = new URLSearchParams(new FormData(box.form));
      values.set("q", query);
      link.href = `${box.form.action}?${values}`;
      link.textContent = query;
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    place.querySelector("ul").replaceChildren(...items);
    place.querySelector(".forget").hidden = !items.length;
    toggle.textContent = queries ? toggle.dataset.off : toggle.dataset.on;
    place.hidden = queries !== null && !items.length;
  }

  place.querySelector(".forget").addEventListener("click", () => {
    keep([]);
    box.focus();
  });
  toggle.addEventListener("click", () => keep(kept() ? null : []));
  box.addEventListener("input", () => box.value || show());
  addEventListener("pageshow", show);
  show();
})();
