import { h, s, section, stateClass, stateIcon, stateWord } from './dom.js';
import { score, time } from './format.js';
import { stateLegend } from './charts.js';
import { stateOf } from './overview.js';

// Each dataset as far right as its longest way from a source.
function layersOf(datasets) {
  const byName = new Map(datasets.map(each => [each.name, each]));
  const depth = new Map();
  const visit = (name, path) => {
    if (depth.has(name)) return depth.get(name);
    if (path.has(name)) return 0;
    const upstream = byName.get(name)?.upstream ?? [];
    const own = upstream.length ? 1 + Math.max(...upstream.map(each => visit(each, new Set([...path, name])))) : 0;
    depth.set(name, own);
    return own;
  };
  datasets.forEach(each => visit(each.name, new Set()));
  const layers = [];
  for (const each of datasets) (layers[depth.get(each.name)] ??= []).push(each);
  return order(layers.filter(Boolean));
}

// Below (beside) the middle of what they are made from: fewer lines cross.
function order(layers) {
  const place = new Map();
  layers.forEach(layer => {
    const middle = each => {
      const known = each.upstream.map(name => place.get(name)).filter(value => value !== undefined);
      return known.length ? known.reduce((a, b) => a + b, 0) / known.length : 0;
    };
    layer.sort((a, b) => middle(a) - middle(b) || a.name.localeCompare(b.name));
    layer.forEach((each, i) => place.set(each.name, (i + 0.5) / layer.length));
  });
  return layers;
}

// Names break at their hyphens.
function wrap(name, most) {
  const rows = [''];
  for (const part of name.split(/(?<=[-_./])/)) {
    if ((rows[rows.length - 1] + part).length > most && rows[rows.length - 1]) rows.push('');
    rows[rows.length - 1] += part;
  }
  if (rows.length > 3) rows.splice(3);
  return rows.map(row => (row.length > most + 3 ? row.slice(0, most + 2) + '…' : row));
}

function place(layers, width) {
  const sideways = width >= 760;
  const places = new Map();
  if (sideways) {
    const gap = 56;
    const w = Math.min(210, (width - gap * (layers.length - 1)) / layers.length);
    const tall = 74, space = 22;
    const height = Math.max(...layers.map(layer => layer.length * (tall + space) - space)) + 8;
    layers.forEach((layer, i) => {
      const used = layer.length * (tall + space) - space;
      layer.forEach((each, j) => places.set(each.name, { x: i * (w + gap), y: 4 + (height - 8 - used) / 2 + j * (tall + space), w, h: tall }));
    });
    return { places, sideways, width: layers.length * (w + gap) - gap, height };
  }
  const gap = 10, tall = 78, space = 40;
  let y = 4;
  for (const layer of layers) {
    for (let from = 0; from < layer.length; from += 2) {
      const row = layer.slice(from, from + 2);
      const w = Math.min(240, (width - gap * (row.length - 1)) / row.length);
      const left = (width - row.length * w - gap * (row.length - 1)) / 2;
      row.forEach((each, j) => places.set(each.name, { x: left + j * (w + gap), y, w, h: tall }));
      y += tall + (from + 2 < layer.length ? 12 : space);
    }
  }
  return { places, sideways, width, height: y - space + 8 };
}

export function lineage(data, width, stale) {
  if (data.datasets.length === 0) return [h('h1', {}, 'Lineage'), h('p', { class: 'quiet' }, 'No dataset is known yet.')];
  const datasets = data.datasets.map(each => ({ ...each }));
  const layers = layersOf(datasets);
  const { places, sideways, ...size } = place(layers, width - 4);
  const all = layers.flat();
  return [
    h('h1', {}, 'Lineage'),
    h('p', { class: 'lead' }, 'What is made from what, from sources to sinks. While an incident is open, those of the same origin further on are not told to anybody.'),
    s('svg', { viewBox: `-2 0 ${size.width + 4} ${size.height}`, width: size.width + 4, height: size.height, class: 'lineage', role: 'group', 'aria-label': 'Datasets and what they are made from; the same as a list is below' },
      s('g', { 'aria-hidden': 'true' }, all.flatMap(each => each.upstream.map(from => edge(places.get(from), places.get(each.name), sideways, spreads(data.datasets.find(d => d.name === from), each))))),
      all.map(each => node(each, places.get(each.name), stale))),
    stateLegend(),
    h('details', { 'data-key': 'as-list' }, h('summary', {}, 'The same as a list'),
      h('ul', {}, all.map(each => h('li', {}, h('a', { href: `#/dataset/${encodeURIComponent(each.name)}` }, each.name), ` (${stateWord(stateOf(each))})`,
        each.upstream.length ? ` from ${each.upstream.join(', ')}` : ': source')))),
    data.runs.length ? runTable(data.runs) : null,
  ];
}

const RUN_WORDS = { START: 'started', RUNNING: 'running', COMPLETE: 'complete', ABORT: 'ended by hand', FAIL: 'failed' };

// What the jobs themselves told, as OpenLineage events.
function runTable(runs) {
  return section('Jobs', 'runs', h('table', {}, h('thead', {}, h('tr', {}, ['Job', 'State', 'Began', 'Last told', 'Reads', 'Writes', 'Rules'].map(name => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, runs.map(each => h('tr', {}, h('th', { scope: 'row', title: each.run }, each.job),
      h('td', {}, RUN_WORDS[each.state] ?? each.state.toLowerCase(), each.cause ? h('span', { class: 'quiet' }, ' ' + each.cause) : null),
      h('td', {}, time(Date.parse(each.began))), h('td', {}, time(Date.parse(each.told))),
      h('td', {}, each.inputs.join(', ')), h('td', {}, each.outputs.join(', ')),
      h('td', {}, each.held + each.broken ? `${each.held} held, ${each.broken} broken` : '–'))))));
}

const spreads = (from, to) => Boolean(from && from.open.length && to.open.some(each => each.suppressed));

function edge(from, to, sideways, hot) {
  if (!from || !to) return null;
  const a = sideways ? [from.x + from.w, from.y + from.h / 2] : [from.x + from.w / 2, from.y + from.h];
  const b = sideways ? [to.x, to.y + to.h / 2] : [to.x + to.w / 2, to.y];
  const bend = sideways ? [[(a[0] + b[0]) / 2, a[1]], [(a[0] + b[0]) / 2, b[1]]] : [[a[0], (a[1] + b[1]) / 2], [b[0], (a[1] + b[1]) / 2]];
  const tip = sideways ? `M${b[0] - 7} ${b[1] - 4}L${b[0]} ${b[1]}L${b[0] - 7} ${b[1] + 4}` : `M${b[0] - 4} ${b[1] - 7}L${b[0]} ${b[1]}L${b[0] + 4} ${b[1] - 7}`;
  return s('path', { d: `M${a}C${bend[0]} ${bend[1]} ${b}${tip}`, class: 'edge' + (hot ? ' hot' : '') });
}

function node(dataset, { x, y, w, h: tall }, stale) {
  const state = stateOf(dataset);
  const name = wrap(dataset.name, Math.floor((w - 46) / 7.4));
  const text = state === 'UNWATCHED' ? 'not watched' : `${stale ? 'was ' : ''}${stateWord(state)}${typeof dataset.score === 'number' && state !== 'UNKNOWN' ? ' · ' + score(dataset.score) : ''}`;
  const icon = stateIcon(stale ? 'UNKNOWN' : state, 18);
  icon.setAttribute('x', x + 12);
  icon.setAttribute('y', y + tall / 2 - 9);
  const first = y + tall / 2 - (name.length * 16 + 15) / 2 + 12;
  return s('a', { href: `#/dataset/${encodeURIComponent(dataset.name)}`, 'aria-label': `${dataset.name}: ${text}` },
    s('rect', { x, y, width: w, height: tall, rx: 9, class: 'node ' + (state === 'UNWATCHED' ? 'unwatched' : stale ? 'is-unknown' : stateClass(state)) }),
    icon,
    name.map((row, i) => s('text', { x: x + 38, y: first + i * 16, class: 'name' }, row)),
    s('text', { x: x + 38, y: first + name.length * 16, class: 'state' }, text));
}
