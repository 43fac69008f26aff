"""The style sheet of a page: the screens' own colours, by day, by night and on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root {
  color-scheme: light dark;
  --ground: #f4f6f8; --paper: #ffffff; --ink: #16202c; --soft: #4c5a6b; --line: #d3dae2; --edge: #7d8a99;
    --accent: #0b5c8a;
  --high: #c8213f; --medium: #c75c05; --low: #9c7a00; --grey: #66717e; --strip: #e3ecfa; --strip-ink: #163a6b;
  --one: #0b5c8a; --two: #b3560a; --three: #515c69; --one-ground: #a9cbe2; --grid: #e3e8ee; --band: #eaf1f8;
    --limits: #fff6e0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151c; --paper: #19202a; --ink: #eef2f6; --soft: #b4c0cd; --line: #35404d; --edge: #8593a3;
    --accent: #7cc4f0;
    --high: #ff7d93; --medium: #ff9c57; --low: #f2d25c; --grey: #9aa6b3; --strip: #1c2b44; --strip-ink: #d4e3fb;
    --one: #7cc4f0; --two: #ffb681; --three: #b9c4d0; --one-ground: #2f5873; --grid: #29323d; --band: #202d3b;
    --limits: #332b18;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
    font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
body > nav { max-width: 68rem; margin: 0 auto; padding: .5rem 1.25rem 0; display: flex; flex-wrap: wrap; gap: 0 1.25rem;
    justify-content: flex-end; }
nav a, .parts a { display: inline-flex; align-items: center; min-height: 44px; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .25rem 0 .75rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .5rem; text-wrap: balance; }
h3, h4 { font-size: 1rem; line-height: 1.35; margin: 0; }
h3.group { font-size: 1.1rem; margin: 1.5rem 0 0; }
p { max-width: 44rem; margin: .5rem 0; text-wrap: pretty; }
p, li, dd, h1, h4 { overflow-wrap: anywhere; }
.sub, .key, caption, figcaption p { color: var(--soft); font-size: .875rem; }
.limits { background: var(--limits); border-left: 6px solid var(--two); border-radius: 6px; padding: .75rem 1rem;
    max-width: none; }
.grid + .card, .card + .grid { margin-top: 1rem; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.25rem;
    margin: 0 0 1rem; min-width: 0; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem;
    align-items: start; margin-top: .75rem; }
.grid .card { margin: 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); gap: 1rem;
    margin: 1rem 0; padding: 0; }
.facts > div { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: .75rem 1rem; }
.facts dt { color: var(--soft); font-size: .875rem; }
.facts dd { margin: 0; }
.facts .big { font-size: 1.75rem; font-weight: 700; line-height: 1.3; font-variant-numeric: tabular-nums; }
.parts { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0; padding: 0; list-style: none; }
.told { margin: .5rem 0 0; padding: 0; list-style: none; font-size: .875rem; }
.told li { padding: .3rem 0; border-top: 1px solid var(--line); }
.told svg { width: 14px; height: 14px; vertical-align: -2px; margin-right: .35rem; }

svg.wide, svg.narrow { display: block; width: 100%; height: auto; max-width: 38rem; margin: .5rem 0 0;
    overflow: visible; }
svg.narrow { display: none; }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.end { text-anchor: end; } .middle { text-anchor: middle; }
svg text.label { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px;
    stroke-linejoin: round; }
svg text.strong { font-weight: 700; }
.grid-line, line.grid { stroke: var(--grid); } .base { stroke: var(--edge); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke: var(--one); }
.line.two { stroke: var(--two); stroke-dasharray: 7 3; } .line.three { stroke: var(--three); stroke-width: 1.5; }
.line.chance { stroke: var(--grey); stroke-dasharray: 2 3; stroke-width: 1.5; } .line.limit { stroke: var(--edge);
    stroke-dasharray: 5 4; stroke-width: 1.2; }
.line.event { stroke: var(--ink); } .line.stem { stroke: var(--line); stroke-width: 1.2; }
.line.high { stroke: var(--high); } .line.medium { stroke: var(--medium); } .line.low { stroke: var(--low); }
.line.thin { stroke-width: 1.2; } .line.faint { stroke-width: 1; stroke-dasharray: 2 3; }
.bar, .band { fill: var(--one); } .bar.two { fill: var(--two); } .bar.three { fill: var(--grey); }
    .bar.light { fill: var(--one-ground); }
.bar.high { fill: var(--high); } .bar.medium { fill: var(--medium); } .bar.low { fill: var(--low); }
.band { fill: var(--band); }
.dot { fill: var(--one); stroke: none; } .dot.two { fill: var(--two); } .dot.three { fill: var(--three); }
path.dash { fill: none; stroke: var(--one); stroke-width: 1.5; } path.dash.chance { stroke: var(--grey); }
.high, .medium, .low, .info, .technical { stroke: var(--paper); stroke-width: 1; }
path.high { fill: var(--high); } path.medium { fill: var(--medium); } path.low { fill: var(--low); }
path.info, path.technical { fill: var(--grey); }
path.line.high, path.line.medium, path.line.low { fill: none; }
.specks { fill: none; stroke: var(--one); stroke-width: 3.8; stroke-linecap: round; }
.cross { fill: none; stroke: var(--grey); stroke-width: 1.6; }
.answer { fill: var(--two); }

.key { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; list-style: none; margin: .5rem 0 0; padding: 0; }
.key li { display: inline-flex; align-items: center; gap: .4rem; }
.key svg { flex: none; }
details { margin-top: .5rem; }
summary { display: flex; align-items: center; min-height: 44px; cursor: pointer; color: var(--accent);
    font-size: .9rem; width: fit-content; }
summary::before { content: "▸"; margin-right: .5rem; } details[open] > summary::before { content: "▾"; }
summary::-webkit-details-marker { display: none; }
.scroll { overflow-x: auto; }
.card.scroll { padding: .5rem 1rem 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; padding: .35rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line);
    font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: .8rem; vertical-align: bottom; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .number { white-space: normal; }
tr.part th { font-weight: 700; padding-top: .9rem; }
.indent { padding-left: 1rem; }
td code, th code { display: block; color: var(--soft); }
code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: .85em;
    overflow-wrap: anywhere; }
.terms dt { font-weight: 700; margin-top: .6rem; } .terms dd { margin: 0; max-width: 44rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (max-width: 34rem) {
  main { padding: .5rem .75rem 2rem; } body > nav { padding: .25rem .75rem 0; }
  h1 { font-size: 1.35rem; } h2 { margin-top: 2rem; }
  .card, .card.scroll { padding: .75rem .8rem; }
  svg.wide { display: none; } svg.narrow { display: block; }
}
@media print {
  :root {
    color-scheme: light; --ground: #fff; --paper: #fff; --ink: #000; --soft: #333; --line: #bbb; --edge: #666;
    --grid: #ddd; --band: #eee;
    --one: #0b5c8a; --two: #b3560a; --three: #444; --one-ground: #a9cbe2; --high: #c8213f; --medium: #c75c05;
    --low: #9c7a00; --grey: #66717e; --limits: #fff;
  }
  @page { margin: 15mm; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } body > nav, .contents, summary { display: none; }
  .grid { grid-template-columns: 1fr; gap: .6rem; } .grid.strips { grid-template-columns: 1fr 1fr; }
  .facts { grid-template-columns: repeat(4, 1fr); gap: .5rem; }
  table { font-size: .75rem; } svg.wide { max-width: 13cm; }
  .card, .facts > div, tr { break-inside: avoid; } h2 { break-after: avoid; }
  .scroll { overflow: visible; }
  svg.wide { display: block; } svg.narrow { display: none; }
  details.paper::details-content { content-visibility: visible; block-size: auto; }
}
"""
"""Tokens first. No green anywhere: no colour here says that somebody is well."""
