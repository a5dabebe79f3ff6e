import { h, s, stateClass, stateIcon, stateWord } from './dom.js';
import { duration, hour, date, isToday, score, second } from './format.js';

// Fields of a point as the server sends it.
export const START = 0, END = 1, STATE = 2, SCORE = 3, RECORDS = 4, JUDGED = 5;

const round = value => Math.round(value * 10) / 10;

// Lines through neighbours that are known: what is unknown leaves a gap.
function lines(points, x, y) {
  const paths = [];
  let path = '';
  let alone = false;
  for (const point of points) {
    const value = y(point);
    if (value === null) {
      if (path) paths.push(path + (alone ? 'h.01' : ''));
      path = '';
      continue;
    }
    alone = path === '';
    path += `${alone ? 'M' : 'L'}${round(x(point))} ${round(value)}`;
  }
  if (path) paths.push(path + (alone ? 'h.01' : ''));
  return paths;
}

// Neighbours of one state as one span.
function spans(points, edges, state) {
  const all = [];
  points.forEach((point, i) => {
    const last = all[all.length - 1];
    const [from, to] = edges(point, i);
    if (last && last.state === state(point) && from - last.to < 1.5) last.to = to;
    else all.push({ state: state(point), from, to });
  });
  return all;
}

const hatch = id => s('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
  s('rect', { width: 6, height: 6, class: 'hatch-ground' }), s('rect', { width: 1.6, height: 6, class: 'hatch-line' }));

let patterns = 0;

export function sparkline(points, width = 132, height = 34) {
  const id = 'hatch-' + (patterns++ % 1000);
  const step = width / Math.max(1, points.length);
  const mid = i => (i + 0.5) * step;
  const y = value => 2 + (height - 9) * (1 - value / 100);
  const known = points.map(p => p[SCORE]).filter(value => value !== null);
  const label = known.length
    ? `Overall score over the last ${points.length} windows: from ${score(Math.min(...known))} to ${score(Math.max(...known))}`
    : `Overall score unknown over the last ${points.length} windows`;
  return s('svg', { viewBox: `0 0 ${width} ${height}`, class: 'spark', role: 'img', 'aria-label': label },
    s('defs', {}, hatch(id)),
    spans(points, (p, i) => [i * step, (i + 1) * step], p => p[STATE]).flatMap(span => [
      span.state === 'UNKNOWN' && s('rect', { x: round(span.from), y: 0, width: round(span.to - span.from), height: height - 5, fill: `url(#${id})` }),
      s('rect', { x: round(span.from), y: height - 4, width: Math.max(1, round(span.to - span.from)), height: 4, class: 'band ' + stateClass(span.state) }),
    ]),
    lines(points.map((p, i) => [i, p]), ([i]) => mid(i), ([, p]) => (p[SCORE] === null ? null : y(p[SCORE])))
      .map(d => s('path', { d, class: 'line' })));
}

// Event time, unless it is replayed: then the time of judgement, in which freshness and windows can be seen together.
export function chooseClock(series) {
  const newest = series.flatMap(each => each.points.slice(-1));
  const replayed = newest.some(point => Math.abs(point[JUDGED] - point[END]) > 86400000);
  const judged = series.flatMap(each => each.points.map(point => point[JUDGED]));
  return replayed && Math.max(...judged) - Math.min(...judged) > 30000 ? JUDGED : END;
}

export function domainOf(series, at) {
  const times = series.flatMap(each => each.points.map(point => point[at]));
  const to = Math.max(...times);
  const from = Math.min(...times);
  return to > from ? [from, to] : [from - 60000, to];
}

// One row of the small multiples.
export function scoreRow(points, at, [from, to], width, height = 46) {
  const id = 'hatch-' + (patterns++ % 1000);
  const x = t => ((t - from) / (to - from)) * width;
  const typical = width / Math.max(30, points.length);
  const edges = (point, i) => {
    const right = x(point[at]);
    const left = i > 0 ? Math.max(x(points[i - 1][at]), right - 4 * typical) : Math.max(0, right - typical);
    return [left, Math.max(right, left + 1)];
  };
  const y = value => 3 + (height - 11) * (1 - value / 100);
  return s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'scores-chart', 'aria-hidden': 'true' },
    s('defs', {}, hatch(id)),
    [0, 50, 100].map(value => s('line', { x1: 0, x2: width, y1: y(value), y2: y(value), class: 'grid' })),
    spans(points, edges, p => p[STATE]).flatMap(span => [
      span.state === 'UNKNOWN' && s('rect', { x: round(span.from), y: 3, width: round(span.to - span.from), height: height - 11, fill: `url(#${id})` }),
      s('rect', { x: round(span.from), y: height - 5, width: Math.max(1, round(span.to - span.from)), height: 5, class: 'band ' + stateClass(span.state) }),
    ]),
    lines(points, p => x(p[at]), p => (p[SCORE] === null ? null : y(p[SCORE]))).map(d => s('path', { d, class: 'line' })));
}

export function timeAxis([from, to], width) {
  const ticks = Math.max(2, Math.min(6, Math.floor(width / 90)));
  const wide = to - from > 86400000;
  const label = t => (wide ? date(t).replace(/ \d{4}$/, '') + ' ' + hour(t) : to - from < 900000 ? second(t) : hour(t));
  return h('div', { class: 'axis', 'aria-hidden': 'true' },
    Array.from({ length: ticks }, (_, i) => h('span', {}, label(from + ((to - from) * i) / (ticks - 1)))));
}

export const axisNote = ([from]) => (isToday(from) ? 'UTC' : date(from) + ', UTC');

// Silence of a partition over time: it rises while nothing comes. One scale for all, so that a stalled one stands out.
export function silenceRow(looks, partition, [from, to], most, width, height = 38) {
  const x = t => ((t - from) / (to - from)) * width;
  const y = ms => height - 2 - (height - 6) * Math.min(1, ms / most);
  const points = looks
    .map(look => ({ at: look.at, of: look.partitions.find(each => each.partition === partition) }))
    .filter(point => point.of);
  const silence = point => (point.of.lastRecordAt === null ? null : Math.max(0, point.at - point.of.lastRecordAt));
  const state = points.length ? points[points.length - 1].of.state : 'UNKNOWN';
  const worst = Math.max(0, ...points.map(point => silence(point) ?? 0));
  const paths = lines(points, p => x(p.at), p => (silence(p) === null ? null : y(silence(p))));
  return s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'silence ' + stateClass(state), role: 'img',
    'aria-label': `Partition ${partition}: longest silence shown ${duration(worst)}, now ${stateWord(state)}` },
    s('line', { x1: 0, x2: width, y1: height - 2, y2: height - 2, class: 'grid' }),
    paths.map(d => s('path', { d: area(d, height - 2), class: 'area' })),
    paths.map(d => s('path', { d, class: 'line' })));
}

function area(d, floor) {
  const first = d.match(/^M([\d.-]+)/)[1];
  const last = [...d.matchAll(/[ML]([\d.-]+) /g)].pop()[1];
  return `${d}L${last} ${floor}L${first} ${floor}Z`;
}

export function stateLegend(states = ['HEALTHY', 'DEGRADED', 'UNHEALTHY', 'UNKNOWN']) {
  return h('ul', { class: 'legend', 'aria-label': 'States' },
    states.map(state => h('li', {}, stateIcon(state, 13), stateWord(state))));
}
