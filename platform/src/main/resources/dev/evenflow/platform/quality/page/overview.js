import { h, stateChip, stateClass, stateIcon, stateWord } from './dom.js';
import { ago, count, dimensionText, plural, score, windowText } from './format.js';
import { sparkline } from './charts.js';
import { incidentCard } from './incidents.js';

const RANK = { UNHEALTHY: 0, DEGRADED: 1, UNKNOWN: 2, HEALTHY: 3 };

export const stateOf = dataset => (dataset.watched ? dataset.state : 'UNWATCHED');

function sentence(datasets, open) {
  const watched = datasets.filter(each => each.watched);
  if (watched.length === 0) return 'The monitor has said nothing yet.';
  const of = state => watched.filter(each => each.state === state).length;
  const parts = ['UNHEALTHY', 'DEGRADED', 'UNKNOWN'].filter(state => of(state) > 0).map(state => `${of(state)} ${stateWord(state)}`);
  const health = parts.length === 0
    ? `All ${plural(watched.length, 'dataset')} ${watched.length === 1 ? 'is' : 'are'} healthy.`
    : `Of ${plural(watched.length, 'dataset')}: ${parts.join(', ')}, ${of('HEALTHY')} healthy.`;
  return `${health} ${open.length === 0 ? 'No incident is open.' : plural(open.length, 'incident') + (open.length === 1 ? ' is open.' : ' are open.')}`;
}

export function overview(data, stale) {
  const told = data.open.filter(each => !each.suppressedBy);
  const explained = data.open.length - told.length;
  const datasets = [...data.datasets].sort((a, b) =>
    Number(b.watched) - Number(a.watched) || (RANK[a.state] ?? 4) - (RANK[b.state] ?? 4) || a.name.localeCompare(b.name));
  return [
    h('h1', {}, 'Overview'),
    h('p', { class: 'lead' }, sentence(data.datasets, told)),
    told.length === 0 ? null : h('section', { 'aria-label': 'Open incidents', class: 'alarms', 'data-key': 'open' },
      told.slice(0, 4).map(each => incidentCard(each)),
      told.length > 4 || explained > 0 ? h('p', { class: 'quiet' }, h('a', { href: '#/incidents' },
        [told.length > 4 ? `${told.length - 4} more open` : null, explained > 0 ? `${explained} explained by an incident upstream` : null].filter(Boolean).join(', '))) : null),
    h('section', { 'aria-label': 'Datasets', class: 'grid', 'data-key': 'datasets' }, datasets.map(each => card(each, stale))),
    data.datasets.length === 0 ? h('p', { class: 'quiet' }, 'As soon as the job quality-monitor publishes scores, they appear here: ',
      h('code', {}, './evenflow deploy quality-monitor'), '.') : null,
  ];
}

function card(dataset, stale) {
  const href = `#/dataset/${encodeURIComponent(dataset.name)}`;
  if (!dataset.watched) {
    return h('article', { class: 'card unwatched', 'data-key': dataset.name }, h('h2', {}, h('a', { href }, dataset.name)),
      h('p', { class: 'quiet' }, 'Named in the lineage, not watched.'));
  }
  const suppressed = dataset.open.every(each => each.suppressed);
  return h('article', { class: `card ${stale ? 'is-unknown' : stateClass(dataset.state)}`, 'data-key': dataset.name },
    h('header', {}, h('h2', {}, h('a', { href }, dataset.name)), stateChip(dataset.state, stale)),
    h('div', { class: 'figures' },
      h('p', { class: 'big' + (dataset.score === null || dataset.score === undefined ? ' none' : '') },
        h('b', {}, score(dataset.score)), h('span', {}, typeof dataset.score === 'number' ? 'of 100' : 'no score')),
      dataset.spark ? sparkline(dataset.spark) : null),
    dimensions(dataset.dimensions),
    h('p', { class: 'meta' },
      dataset.open.length ? h('a', { class: suppressed ? 'link' : 'link alert', href: dataset.open.length === 1 ? `#/incident/${encodeURIComponent(dataset.open[0].id)}` : '#/incidents' },
        suppressed ? 'explained upstream' : plural(dataset.open.length, 'open incident')) : null,
      h('span', {}, dataset.records === undefined ? '' : `${count(dataset.records)} records in ${windowText(dataset.start, dataset.end)}`),
      h('span', { 'data-ago': dataset.judgedAt }, 'judged ' + ago(dataset.judgedAt))));
}

// By name what is not healthy; of the others it is enough how many they are.
function dimensions(all) {
  const wrong = all.filter(each => each.state !== 'HEALTHY').sort((a, b) => (RANK[a.state] ?? 2) - (RANK[b.state] ?? 2));
  const unknown = wrong.filter(each => each.state === 'UNKNOWN');
  const rest = all.length - wrong.length;
  const item = (state, text) => h('li', { class: stateClass(state), title: stateWord(state) }, stateIcon(state, 12), h('span', {}, text));
  return h('ul', { class: 'dimensions', 'aria-label': 'Dimensions' },
    wrong.filter(each => each.state !== 'UNKNOWN' || unknown.length <= 2).map(each => item(each.state, dimensionText(each.name))),
    unknown.length > 2 ? item('UNKNOWN', `${unknown.length} unknown`) : null,
    rest === 0 ? null : item('HEALTHY', wrong.length ? plural(rest, 'other') + ' healthy' : `all ${rest} dimensions healthy`));
}
