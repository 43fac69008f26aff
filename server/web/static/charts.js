// Draws weight as a line that is broken where days are missing, and blood pressure as bars from systolic to diastolic.
"use strict";

(() => {
  const charts = document.getElementById("charts");
  if (!charts) return;
  const data = JSON.parse(charts.dataset.chart);
  const days = Number(charts.dataset.days);
  const now = Number(charts.dataset.now);
  const locale = charts.dataset.lang === "sv" ? "sv-SE" : "en-GB";
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "Europe/Stockholm" });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short", timeZone: "Europe/Stockholm" });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const GAP_S = 40 * 3600;
  const range = [now - days * 86400, now + 43200];

  /** Put a hole in the line wherever more than a day is missing: nothing is drawn where nothing was measured. */
  const withHoles = (rows) => {
    const xs = [], ys = [];
    rows.forEach(([x, y], place) => {
      if (place && x - rows[place - 1][0] > GAP_S) { xs.push(x - 1); ys.push(null); }
      xs.push(x); ys.push(y);
    });
    return [xs, ys];
  };

  const axes = () => [
    { stroke: token("--soft"), grid: { stroke: token("--grid"), width: 1 }, ticks: { show: false }, space: 70,
      values: (_, splits) => splits.map((at) => day.format(at * 1000)) },
    { stroke: token("--soft"), grid: { stroke: token("--grid"), width: 1 }, ticks: { show: false }, size: 48,
      values: (_, splits) => splits.map((value) => number.format(value)) },
  ];

  const bars = (chart, series, from, to) => {
    const { ctx } = chart;
    ctx.save();
    ctx.strokeStyle = token("--line-data");
    ctx.lineWidth = Math.max(3, 5 - days / 45) * devicePixelRatio;
    for (let place = from; place <= to; place += 1) {
      const x = chart.valToPos(chart.data[0][place], "x", true);
      ctx.beginPath();
      ctx.moveTo(x, chart.valToPos(chart.data[1][place], "y", true));
      ctx.lineTo(x, chart.valToPos(chart.data[2][place], "y", true));
      ctx.stroke();
    }
    ctx.restore();
    return null;
  };

  const draw = (id, columns, series, low, high) => {
    const place = document.getElementById(id);
    const width = () => place.clientWidth || 320;
    const chart = new uPlot({
      width: width(), height: 220, scales: { x: { time: true, range: () => range }, y: { range: () => [low, high] } },
      axes: axes(), legend: { live: true, markers: { show: false } }, cursor: { sync: { key: "patient" }, drag: { x: false, y: false } },
      series: [{ label: "", value: (_, at) => (at == null ? "" : instant.format(at * 1000)) }, ...series],
    }, columns, place);
    new ResizeObserver(() => chart.setSize({ width: width(), height: 220 })).observe(place);
  };

  const value = (_, shown) => (shown == null ? "" : number.format(shown));
  const weights = data.weight.map((row) => row[1]);
  if (weights.length) {
    draw("weight", withHoles(data.weight),
      [{ label: charts.dataset.weight, stroke: token("--line-data"), width: 2, points: { show: true, size: 6 }, value, spanGaps: false }],
      Math.floor(Math.min(...weights) - 1), Math.ceil(Math.max(...weights) + 1));
  }
  if (data.pressure.length) {
    const columns = [0, 1, 2].map((column) => data.pressure.map((row) => row[column]));
    draw("pressure", columns, [
      { label: charts.dataset.pressure, stroke: token("--line-data"), paths: (u, s, from, to) => bars(u, s, from, to), points: { show: false }, value },
      { label: "–", stroke: "transparent", paths: () => null, points: { show: false }, value },
    ], Math.min(40, ...columns[2]) , Math.max(180, ...columns[1]));
  }
})();
