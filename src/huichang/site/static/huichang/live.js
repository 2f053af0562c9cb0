/* What runs by itself: clocks, waiting minutes, regions that fetch themselves anew, the tick for counts. */
(() => {
  "use strict";
  const { now, editing } = window.huichang;
  const NEAR_MINUTES = 15;

  function span(minutes) {
    const left = Math.abs(minutes);
    if (left < 60) return `${left} 分`;
    if (left < 1440) return `${Math.floor(left / 60)} 小时${left % 60 ? ` ${left % 60} 分` : ""}`;
    const hours = Math.floor((left % 1440) / 60);
    return `${Math.floor(left / 1440)} 天${hours ? ` ${hours} 小时` : ""}`;
  }
  window.huichang.span = span;

  function set(element, text, how) {
    if (element.textContent !== text) element.textContent = text;
    const holder = element.closest(".clock, .since");
    holder.classList.toggle("late", how === "late");
    holder.classList.toggle("near", how === "near");
  }

  function run() {
    const at = now();
    for (const clock of document.querySelectorAll("[data-clock]")) {
      const minutes = Math.floor((Number(clock.dataset.clock) - at) / 60000);
      const said = clock.querySelector("span");
      if (minutes < 0) set(said, `超时 ${span(minutes)}`, "late");
      else set(said, `还有 ${span(minutes)}`, minutes <= NEAR_MINUTES ? "near" : "");
    }
    for (const since of document.querySelectorAll("[data-since]")) {
      const minutes = Math.max(0, Math.floor((at - Number(since.dataset.since)) / 60000));
      const { amber, red } = since.dataset;
      set(since, span(minutes), Number(red) && minutes >= Number(red) ? "late" : Number(amber) && minutes >= Number(amber) ? "near" : "");
    }
    for (const board of document.querySelectorAll(".day-board")) {
      const [hour, minute] = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" }).split(":").map(Number);
      const { opensAt, closesAt } = board.dataset;
      const part = ((hour + minute / 60 - opensAt) / (closesAt - opensAt)) * 100;
      board.querySelectorAll(".day-now").forEach((line) => line.style.setProperty("--at", Math.min(100, Math.max(0, part))));
    }
    for (const wall of document.querySelectorAll("[data-wall-clock]")) {
      const text = new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
      if (wall.textContent !== text) wall.textContent = text;
    }
  }

  const due = new WeakMap();
  const inUse = (region) => {
    const active = document.activeElement;
    return (region.contains(active) && editing(active)) || Boolean(document.querySelector("dialog[open]")) || (!getSelection().isCollapsed && region.contains(getSelection().anchorNode));
  };

  /* The region is told apart by its id; the row that has the focus keeps it. */
  async function fetchAnew(region) {
    const row = document.activeElement?.closest?.("tr[data-href]");
    const place = row && region.contains(row) ? [...row.parentElement.children].indexOf(row) : -1;
    const url = region.dataset.liveUrl || location.pathname + location.search;
    await window.htmx.ajax("GET", url, { source: region, target: region, swap: "outerHTML", select: `#${region.id}` });
    if (place >= 0) document.querySelectorAll(`#${region.id} tbody tr`)[place]?.focus({ preventScroll: true });
  }

  function refresh() {
    if (document.hidden || !navigator.onLine) return;
    const at = Date.now();
    for (const region of document.querySelectorAll("[data-live]")) {
      if (!due.has(region)) due.set(region, at + Number(region.dataset.live) * 1000);
      else if (due.get(region) <= at && !inUse(region)) {
        due.set(region, at + Number(region.dataset.live) * 1000);
        fetchAnew(region);
      }
    }
  }

  run();
  document.addEventListener("htmx:load", run);
  setInterval(run, 5000);
  setInterval(refresh, 1000);
  setInterval(() => { if (!document.hidden && window.htmx) window.htmx.trigger(document.body, "tick"); }, 30000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { run(); refresh(); } });
})();
