import { h, s } from './dom.js';
import { count, number, percent } from './format.js';

const METHODS = {
  PSI: 'population stability index',
  JENSEN_SHANNON_DISTANCE: 'Jensen–Shannon distance',
  JENSEN_SHANNON_DIVERGENCE: 'Jensen–Shannon divergence',
  KOLMOGOROV_SMIRNOV: 'Kolmogorov–Smirnov statistic',
  WASSERSTEIN: 'Wasserstein distance',
  WASSERSTEIN_NORMED: 'Wasserstein distance in standard deviations',
  CHI_SQUARED: 'chi-squared statistic',
  L_INFINITY: 'L-infinity distance',
  HELLINGER: 'Hellinger distance',
};

export const methodText = method => METHODS[method] ?? method.toLowerCase().replaceAll('_', ' ');

const share = (counts, total) => counts.map(each => (total > 0 ? each / total : 0));

const edgeText = edge => (edge === null ? null : number(edge));

function binText(drift, i) {
  if (drift.categories.length) return drift.categories[i];
  const [low, high] = [edgeText(drift.edges[i]), edgeText(drift.edges[i + 1])];
  if (low === null) return high === null ? 'all' : `below ${high}`;
  return high === null ? `${low} and above` : `${low} to ${high}`;
}

// Both distributions over the very bins that were used, and what one needs to compute the value again.
export function driftFigure(check, width, key) {
  const { drift } = check;
  const bins = drift.baselineCounts.length;
  const before = share(drift.baselineCounts, drift.baselineTotal);
  const current = share(drift.currentCounts, drift.currentTotal);
  return h('figure', { class: 'drift ' + (check.outcome === 'FAIL' ? 'fails' : ''), 'data-key': key },
    h('figcaption', {},
      h('h4', {}, check.subject || check.rule, ' ', check.outcome === 'FAIL' ? h('span', { class: 'verdict bad' }, 'drifted') : null,
        check.outcome === 'UNKNOWN' ? h('span', { class: 'verdict' }, 'unknown') : null),
      h('p', { class: 'value' }, h('b', {}, number(drift.value)), ` ${methodText(drift.method)}, expected ${check.expected}`,
        drift.pValue === null ? null : ` (p = ${number(drift.pValue)})`)),
    h('ul', { class: 'legend' },
      h('li', {}, h('i', { class: 'swatch before' }), `baseline ${drift.baseline} (${count(drift.baselineTotal)})`),
      h('li', {}, h('i', { class: 'swatch current' }), `this window (${count(drift.currentTotal)})`)),
    bins === 0 ? h('p', { class: 'quiet' }, 'This measure compares without bins.')
      : drift.categories.length || bins > 40 ? bars(drift, before, current) : columns(drift, before, current, width),
    h('p', { class: 'convention' }, h('b', {}, 'Convention: '), drift.convention,
      drift.categories.length || bins === 0 ? null : '. Bins are drawn equally wide.'),
    bins === 0 ? null : h('details', { 'data-key': key + '-figures' }, h('summary', {}, `Figures of the ${bins} bins`),
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Bins of ${check.subject || check.rule}` },
        h('table', {},
          h('thead', {}, h('tr', {}, ['Bin', 'Baseline', 'share', 'Window', 'share'].map((name, i) => h('th', { scope: 'col', class: i ? 'num' : null }, name)))),
          h('tbody', {}, before.map((_, i) => h('tr', {}, h('th', { scope: 'row' }, binText(drift, i)),
            [count(drift.baselineCounts[i]), percent(before[i]), count(drift.currentCounts[i]), percent(current[i])]
              .map(text => h('td', { class: 'num' }, text)))))))));
}

function columns(drift, before, current, available) {
  const width = Math.max(240, Math.min(640, available));
  const height = 190;
  const left = 38, bottom = 24, top = 8;
  const most = niceTop(Math.max(...before, ...current));
  const slot = (width - left - 6) / before.length;
  const y = value => top + (height - top - bottom) * (1 - value / most);
  const every = Math.ceil(40 / slot);
  const bar = (value, i, inset, name) => s('rect', { x: (left + i * slot + slot * inset).toFixed(1), y: y(value).toFixed(1),
    width: (slot * (1 - 2 * inset)).toFixed(1), height: Math.max(0, height - bottom - y(value)).toFixed(1), class: name },
    s('title', {}, `${binText(drift, i)}: baseline ${percent(before[i])}, this window ${percent(current[i])}`));
  return s('svg', { viewBox: `0 0 ${width} ${height}`, class: 'columns', role: 'img',
    'aria-label': 'Shares per bin of baseline and window; the figures are in the table below' },
    [0, most / 2, most].map(value => [
      s('line', { x1: left, x2: width - 6, y1: y(value), y2: y(value), class: 'grid' }),
      s('text', { x: left - 5, y: y(value) + 4, class: 'tick end' }, percent(value)),
    ]),
    before.map((value, i) => bar(value, i, 0.07, 'before')),
    current.map((value, i) => bar(value, i, 0.27, 'current')),
    drift.edges.map((edge, i) => (i % every === 0 || i === drift.edges.length - 1) && (i === drift.edges.length - 1 || drift.edges.length - 1 - i >= every)
      ? s('text', { x: Math.min(width - 8, left + i * slot), y: height - 7, class: 'tick ' + (i === drift.edges.length - 1 ? 'end' : 'mid') },
        edge === null ? (i === 0 ? '−∞' : '∞') : number(edge)) : null));
}

function niceTop(value) {
  const steps = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
  return steps.find(step => step >= value) ?? 1;
}

// Categories: names need room, so the bars lie.
function bars(drift, before, current) {
  const shown = Math.min(before.length, 24);
  const most = Math.max(...before, ...current, 1e-9);
  const lying = (value, name) => s('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', class: 'lying', 'aria-hidden': 'true' },
    s('rect', { width: ((100 * value) / most).toFixed(2), height: 8, class: name }));
  return h('div', { class: 'bars' },
    before.slice(0, shown).map((value, i) => h('div', { class: 'bar' },
      h('span', { class: 'name', title: binText(drift, i) }, binText(drift, i)),
      h('span', { class: 'pair' }, lying(value, 'before'), lying(current[i], 'current')),
      h('span', { class: 'num' }, percent(value), ' → ', percent(current[i])))),
    before.length > shown ? h('p', { class: 'quiet' }, `and ${before.length - shown} more, in the figures`) : null);
}
