// Draws a patient's values: weight as a line that is broken where days are missing, blood pressure as bars from diastolic
// to systolic. Beside them what the alerts are about: when they began, their limit, the readings behind them.
"use strict";

(() => {
  const charts = document.getElementById("charts");
  const words = charts.dataset;
  const curves = JSON.parse(words.curves);
  const days = Number(words.days);
  const now = Number(words.now);
  const locale = document.documentElement.lang === "sv" ? "sv-SE" : "en-GB";
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: words.zone });
  const instant = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: words.zone });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const [HEIGHT, DAY_S] = [230, 86_400];
  const kilograms = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const behind = new Set(curves.behind);
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const paint = (name) => () => token(name); // asked at every drawing, for the night comes while the page is open
  const written = (_, value) => (value == null ? "–" : number.format(value));

  /** Run a drawing inside the chart's own field, in device pixels, and leave no trace of its colours. */
  const inField = (chart, color, draw) => {
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = ctx.fillStyle = token(color);
    ctx.lineWidth = 1.5 * devicePixelRatio;
    draw(ctx, bbox, (at) => chart.valToPos(at, "x", true), (value) => chart.valToPos(value, "y", true));
    ctx.restore();
  };

  /** Hatch the days without a weight, up to now: an empty field is a finding, not a blank. */
  const gaps = (chart) => inField(chart, "--hatch", (ctx, { top, height }, x) => {
    curves.gaps.forEach(([from, to]) => {
      const [left, right] = [x(from + DAY_S / 4), x(to - DAY_S / 4)];
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, right - left, height);
      ctx.clip();
      ctx.beginPath();
      for (let foot = left - height; foot < right; foot += 8 * devicePixelRatio) {
        ctx.moveTo(foot, top + height);
        ctx.lineTo(foot + height, top);
      }
      ctx.stroke();
      ctx.restore();
    });
  });

  const limits = (chart) => inField(chart, "--limit", (ctx, { left, width }, x, y) => {
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    curves.limits.forEach(({ from, kg }) => {
      ctx.beginPath();
      ctx.moveTo(x(from), y(kg));
      ctx.lineTo(left + width, y(kg));
      ctx.stroke();
      if (width < 480 * devicePixelRatio) return; // too little room for words beside the line
      ctx.fillText(`${words.limit} ${kilograms.format(kg)} kg`, left + width - 4 * devicePixelRatio, y(kg) - 5 * devicePixelRatio);
    });
  });

  const marks = (chart) => inField(chart, "--mark", (ctx, { top, height }, x) => {
    const size = 5 * devicePixelRatio;
    curves.alerts.forEach((at) => {
      ctx.beginPath();
      ctx.moveTo(x(at) - size, top);
      ctx.lineTo(x(at) + size, top);
      ctx.lineTo(x(at), top + 1.6 * size);
      ctx.fill();
      ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(x(at), top);
      ctx.lineTo(x(at), top + height);
      ctx.stroke();
    });
  });

  const rings = (chart) => inField(chart, "--mark", (ctx, _, x, y) => {
    curves.weight.filter(([at]) => behind.has(at)).forEach(([at, kg]) => {
      ctx.beginPath();
      ctx.arc(x(at), y(kg), 6.5 * devicePixelRatio, 0, 2 * Math.PI);
      ctx.stroke();
    });
  });

  const crosses = (times) => (chart) => inField(chart, "--failed", (ctx, { top, height }, x) => {
    const size = 4.5 * devicePixelRatio;
    const y = top + height - 2 * size;
    ctx.lineWidth = 2 * devicePixelRatio;
    times.forEach((at) => {
      ctx.beginPath();
      ctx.moveTo(x(at) - size, y - size);
      ctx.lineTo(x(at) + size, y + size);
      ctx.moveTo(x(at) + size, y - size);
      ctx.lineTo(x(at) - size, y + size);
      ctx.stroke();
    });
  });

  const bars = (chart) => inField(chart, "--line-data", (ctx, _, x, y) => {
    ctx.lineWidth = (days > 30 ? 2.5 : 4) * devicePixelRatio;
    const foot = ctx.lineWidth;
    curves.pressure.forEach(([at, top, bottom]) => {
      ctx.beginPath();
      ctx.moveTo(x(at), y(top));
      ctx.lineTo(x(at), y(bottom));
      ctx.moveTo(x(at) - foot, y(top));
      ctx.lineTo(x(at) + foot, y(top));
      ctx.moveTo(x(at) - foot, y(bottom));
      ctx.lineTo(x(at) + foot, y(bottom));
      ctx.stroke();
    });
  });

  const axis = (more) => ({
    stroke: paint("--soft"), grid: { stroke: paint("--grid"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif", ...more,
  });

  const draw = (id, rows, series, [low, high], drawClear, drawn) => {
    const place = document.getElementById(id);
    if (!place) return;
    const size = () => ({ width: place.clientWidth || 280, height: HEIGHT });
    const chart = new uPlot({
      ...size(),
      scales: { x: { time: true, range: () => [now - days * DAY_S, now + DAY_S / 2] }, y: { range: () => [low, high] } },
      axes: [
        axis({ space: 74, size: 32, values: (_, splits) => splits.map((at) => day.format(at * 1000)) }),
        axis({ size: 46, values: (_, splits) => splits.map((value) => number.format(value)) }),
      ],
      legend: { live: true, markers: { show: false } },
      cursor: { sync: { key: "patient" }, drag: { x: false, y: false }, points: { show: id === "weight" } },
      series: [{ label: words.time, value: (_, at) => (at == null ? "–" : instant.format(at * 1000)) }, ...series],
      hooks: { drawClear, draw: drawn },
    }, rows, place);
    new ResizeObserver(() => chart.setSize(size())).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.redraw());
  };

  const columns = (rows, count) => Array.from({ length: count }, (_, column) => rows.map((row) => row[column]));
  const weights = curves.weight.map((row) => row[1]).filter(Boolean).concat(curves.limits.map((limit) => limit.kg));
  draw("weight", columns(curves.weight, 2),
    [{ label: `${words.weight} (kg)`, stroke: paint("--line-data"), width: 2, points: { show: true, size: 6, fill: paint("--line-data") }, value: written, spanGaps: false }],
    weights.length ? [Math.floor(Math.min(...weights) - 1), Math.ceil(Math.max(...weights) + 1)] : [50, 100],
    [gaps, limits], [marks, rings, crosses(curves.weight_failed)]);
  const pressures = columns(curves.pressure, 3);
  const unseen = { paths: () => null, points: { show: false }, value: written, stroke: paint("--line-data") };
  draw("pressure", pressures, [{ label: words.systolic, ...unseen }, { label: words.diastolic, ...unseen }],
    [Math.min(40, ...pressures[2]), Math.max(180, ...pressures[1])], [], [bars, crosses(curves.pressure_failed)]);
})();
