// The chart of years: one is chosen by a press on its bar, a range by drawing across several. The form beside it asks.
"use strict";

(() => {
  let from = null;
  let to = null;

  // The chart may be put into the page at any time, so that the page listens and not the chart.
  const barAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".chart g");

  // First and last year of some bars: each is of one year, or from one to another.
  function years(...bars) {
    const ends = bars.flatMap((bar) => bar.dataset.years.split("..").map(Number));
    return [Math.min(...ends), Math.max(...ends)];
  }

  function show() {
    const [first, last] = from ? years(from, to) : [1, 0];
    for (const bar of document.querySelectorAll(".chart g")) {
      const [start, end] = years(bar);
      bar.classList.toggle("picked", start >= first && end <= last);
    }
  }

  document.addEventListener("pointerdown", (event) => {
    from = to = event.button === 0 ? event.target.closest(".chart g") : null;
  });
  document.addEventListener("pointermove", (event) => {
    const bar = from && barAt(event);
    if (!bar || bar === to) return;
    to = bar;
    show();
  });
  document.addEventListener("pointerup", () => {
    if (from) {
      const form = document.querySelector(".facets .range");
      [form.elements.from.value, form.elements.to.value] = years(from, to);
      form.requestSubmit();
    }
    from = to = null;
    show();
  });
  document.addEventListener("pointercancel", () => {
    from = to = null;
    show();
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest(".chart")) event.preventDefault();
  });
})();
