// The year of a figure: its months, and its target as a line.
(() => {
  "use strict";
  const colour = (name, other) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || other;

  /* A page that is opened from another one loads both scripts at once: this one may be the first. */
  function draw(place) {
    if (place.dataset.drawn || !place.isConnected) return;
    if (!window.echarts) {
      setTimeout(draw, 60, place);
      return;
    }
    const data = JSON.parse(document.getElementById(place.dataset.trend).textContent);
    const level = (value, name) => ({ name, type: "line", data: data.months.map(() => value), symbol: "none", lineStyle: { type: "dashed", width: 1.5, color: colour("--good", "#2f9e44") }, itemStyle: { color: colour("--good", "#2f9e44") } });
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit" },
      grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
      tooltip: { trigger: "axis", valueFormatter: (value) => (value === null || value === undefined ? "—" : `${value} ${data.unit}`) },
      xAxis: { type: "category", data: data.months, axisTick: { show: false } },
      yAxis: { type: "value", scale: data.unit === "%", splitLine: { lineStyle: { color: "rgba(128,128,128,.18)" } } },
      series: [{
        name: data.name,
        type: "line",
        data: data.values,
        symbol: "circle",
        symbolSize: 7,
        connectNulls: false,
        lineStyle: { width: 2, color: colour("--brand", "#206bc4") },
        itemStyle: { color: colour("--brand", "#206bc4") },
      },
      ...(data.least === null ? [] : [level(data.least, "目标下限")]),
      ...(data.most === null ? [] : [level(data.most, "目标上限")])],
    });
    place.dataset.drawn = "1";
    new ResizeObserver(() => chart.resize()).observe(place);
  }

  const drawAll = () => document.querySelectorAll("[data-trend]").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:load", drawAll);
  drawAll();
})();
