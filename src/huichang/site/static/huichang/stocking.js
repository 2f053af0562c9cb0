// The planning desk: tick all of a supplier, what the ticked ones cost; the plot of a part's demand.
(() => {
  "use strict";
  const yuan = new Intl.NumberFormat("zh-CN", { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" });
  const worth = (boxes) => [...boxes].reduce((sum, box) => sum + Number(box.dataset.worth), 0);

  /* What the ticked suggestions of each supplier come to, and what they would leave of the month's budget. */
  function reckon() {
    for (const place of document.querySelectorAll("[data-ticked]"))
      place.textContent = yuan.format(worth(place.closest("form").querySelectorAll("input[data-worth]:checked")));
    const left = document.querySelector("[data-budget-left]");
    if (!left) return;
    const rest = Number(left.closest("[data-budget]").dataset.budget) - worth(document.querySelectorAll("input[data-worth]:checked"));
    left.textContent = yuan.format(rest);
    left.classList.toggle("late-word", rest < 0);
  }

  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-ticks]");
    if (all) for (const box of all.closest("table").querySelectorAll('tbody input[type="checkbox"]')) box.checked = all.checked;
    if (all || event.target.matches("input[data-worth]")) reckon();
  });
  document.addEventListener("htmx:load", reckon);

  /* A long list shows its first rows, the most urgent; the others wait behind one touch, ticked as they are. */
  const SHOWN = 12;
  function fold() {
    for (const body of document.querySelectorAll("tbody[data-fold]:not([data-folded])")) {
      body.dataset.folded = "1";
      const rest = [...body.rows].slice(SHOWN);
      if (rest.length < 3) continue;
      for (const row of rest) row.hidden = true;
      const more = document.createElement("button");
      more.type = "button";
      more.className = "btn fold-more no-print";
      more.dataset.unfold = "";
      more.textContent = `再显示 ${rest.length} 种${body.querySelector("input[data-worth]") ? "（勾选同样有效）" : ""}`;
      body.closest(".table-wrap").after(more);
    }
  }
  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-unfold]");
    if (!more) return;
    for (const row of more.previousElementSibling.querySelectorAll("tr[hidden]")) row.hidden = false;
    more.remove();
  });
  document.addEventListener("htmx:load", fold);

  /* One sheet serves all rows of idle stock: it learns whose it is before it opens. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop]");
    const form = document.querySelector("[data-drop-form]");
    if (!button || !form) return;
    form.elements.suggestion.value = button.dataset.drop;
    form.elements.seen.value = button.dataset.seen;
    form.querySelector("[data-drop-says]").textContent = button.dataset.says;
  }, true);

  const colour = (name, other) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || other;

  /* A page that is opened from another one loads both scripts at once: this one may be the first. */
  function draw(place) {
    if (place.dataset.drawn || !place.isConnected) return;
    if (!window.echarts) {
      setTimeout(draw, 60, place);
      return;
    }
    const data = JSON.parse(document.getElementById(place.dataset.plot).textContent);
    const past = data.served.length;
    const blank = Array(past).fill(null);
    const main = colour("--tblr-primary", "#206bc4");
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit" },
      grid: { left: 40, right: 12, top: 12, bottom: 28 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: data.months, axisTick: { show: false } },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "rgba(128,128,128,.18)" } } },
      series: [
        { name: "发出", type: "bar", stack: "demand", data: data.served, itemStyle: { color: main } },
        { name: "缺货流失", type: "bar", stack: "demand", data: data.lost, itemStyle: { color: colour("--act", "#d63939") } },
        { name: "预计", type: "line", data: blank.concat(data.mean), symbol: "circle", symbolSize: 7, itemStyle: { color: colour("--tblr-body-color", "#333") }, lineStyle: { type: "dashed" } },
        { name: "九成情况不超过", type: "line", data: blank.concat(data.high), symbol: "none", lineStyle: { type: "dotted", color: "#8895a7" }, itemStyle: { color: "#8895a7" } },
      ],
    });
    place.dataset.drawn = "1";
    new ResizeObserver(() => chart.resize()).observe(place);
  }

  const drawAll = () => document.querySelectorAll("[data-plot]").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:load", drawAll);
  drawAll();
  fold();
  reckon();
})();
