import { h, section, stateChip, stateClass, stateIcon, stateWord } from './dom.js';
import { ago, count, dimensionText, duration, number, score, time, windowText } from './format.js';
import { axisNote, chooseClock, domainOf, END, JUDGED, SCORE, scoreRow, silenceRow, START, STATE, stateLegend, timeAxis } from './charts.js';
import { checkTable, explanation } from './checks.js';
import { driftFigure } from './drift.js';
import { incidentCard } from './incidents.js';

export const RANGES = [['15 min', 900000], ['1 h', 3600000], ['6 h', 21600000], ['1 day', 86400000], ['all', 3153600000000]];
const SHOWN_PARTITIONS = 32;
const RANK = { UNHEALTHY: 0, DEGRADED: 1, UNKNOWN: 2, HEALTHY: 3 };

export function dataset(data, frame, view) {
  const { width, range, stale } = view;
  const href = name => `#/dataset/${encodeURIComponent(name)}`;
  const related = (word, names) => names.length ? h('span', {}, word, ' ', names.map((name, i) => [i ? ', ' : '', h('a', { href: href(name) }, name)])) : null;
  const open = data.incidents.filter(each => each.status !== 'RESOLVED');
  const past = data.incidents.filter(each => each.status === 'RESOLVED');
  return [
    h('p', { class: 'crumbs' }, h('a', { href: '#/' }, 'Overview')),
    h('h1', {}, data.name),
    h('p', { class: 'lead' }, data.watched ? stateChip(data.state, stale) : h('span', { class: 'chip unwatched' }, stateIcon('UNWATCHED'), stateWord('UNWATCHED')), ' ',
      data.watched ? h('b', {}, typeof data.score === 'number' ? `${score(data.score)} of 100` : 'no score') : 'Named in the lineage only.'),
    h('p', { class: 'meta' },
      data.watched ? h('span', {}, 'judged ' + ago(data.judgedAt)) : null,
      data.contractVersion ? h('span', {}, 'contract ' + data.contractVersion) : null,
      data.backfill ? h('span', {}, 'history') : null,
      related('made from', data.upstream), related('goes into', data.downstream)),
    open.length ? h('div', { class: 'list', 'data-key': 'open' }, open.map(incidentCard)) : null,
    data.series.length ? scores(data, range, width, frame) : null,
    data.looks.length ? freshness(data, width) : null,
    frame ? windowChecks(data, frame, width) : null,
    data.made ? made(data.made) : null,
    past.length ? section('Earlier incidents', 'past', h('div', { class: 'list' }, past.slice(0, 8).map(incidentCard))) : null,
  ];
}

// By which job, and each column with the fields it is made from.
function made(from) {
  const columns = Object.entries(from.columns);
  return section('How it is made', 'made',
    h('p', { class: 'meta' }, h('span', {}, 'by ' + from.job), from.version ? h('span', {}, 'version ' + from.version) : null),
    columns.length ? h('details', { 'data-key': 'columns' }, h('summary', {}, `${columns.length} columns and the fields they are made from`),
      h('table', {}, h('tbody', {}, columns.map(([name, fields]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, fields.join(', '))))))) : null);
}

function rangePicker(range) {
  return h('div', { class: 'ranges', role: 'group', 'aria-label': 'Range' }, RANGES.map(([text, ms]) =>
    h('button', { type: 'button', 'data-range': ms, 'aria-pressed': String(ms === range) }, text)));
}

function scores(data, range, width, frame) {
  const enforced = data.series.filter(each => !each.shadow);
  const shadow = data.series.filter(each => each.shadow);
  const all = [...enforced, ...shadow];
  const at = chooseClock(all);
  const domain = domainOf(all, at);
  const narrow = width < 640;
  const chart = Math.max(200, Math.floor(narrow ? width - 28 : width - 28 - 206));
  const row = each => {
    const last = each.points[each.points.length - 1];
    const name = dimensionText(each.dimension) + (each.shadow ? ' (on trial)' : '');
    return h('div', { class: 'multiple' + (each.dimension === 'OVERALL' ? ' overall' : ''), 'data-key': each.dimension + each.shadow },
      h('div', { class: 'label' }, stateIcon(last[STATE]), h('span', { class: 'what' }, name), h('b', { class: 'num' }, score(last[SCORE]))),
      scoreRow(each.points, at, domain, chart, each.dimension === 'OVERALL' ? 64 : narrow ? 34 : 44));
  };
  const sorted = [...enforced].sort((a, b) => Number(b.dimension === 'OVERALL') - Number(a.dimension === 'OVERALL'));
  return section('Scores over time', 'scores',
    h('div', { class: 'tools' }, rangePicker(range), stateLegend()),
    h('div', { class: 'multiples', tabindex: 0, role: 'application', 'aria-label': 'Scores over time. Arrow keys move between windows, Enter opens one.',
      'data-scores': '', chart: { series: all, at, domain, name: data.name, width: chart, windows: data.windows } },
      sorted.map(row), shadow.map(row),
      h('div', { class: 'multiple' }, h('div', { class: 'label quiet' }, axisNote(domain)), timeAxis(domain, chart)),
      h('div', { class: 'crosshair', 'data-crosshair': '', hidden: true })),
    h('p', { class: 'readout', 'data-readout': '', role: 'status' }, `${at === JUDGED ? 'By the time of judgement. ' : ''}Each line is between 0 and 100. Point at one to read it, choose a window to see its checks.`),
    h('details', { 'data-key': 'scores-table' }, h('summary', {}, 'Newest scores as a table'), scoreTable(sorted)));
}

function scoreTable(series) {
  return h('table', {}, h('thead', {}, h('tr', {}, ['Dimension', 'State', 'Score', 'Weight', 'Window'].map((name, i) => h('th', { scope: 'col', class: i === 2 || i === 3 ? 'num' : null }, name)))),
    h('tbody', {}, series.map(each => {
      const last = each.points[each.points.length - 1];
      return h('tr', {}, h('th', { scope: 'row' }, dimensionText(each.dimension)), h('td', {}, stateWord(last[STATE])), h('td', { class: 'num' }, score(last[SCORE])),
        h('td', { class: 'num' }, each.dimension === 'OVERALL' ? '–' : number(each.weight)), h('td', {}, windowText(last[START], last[END])));
    })));
}

function freshness(data, width) {
  const last = data.looks[data.looks.length - 1];
  const first = data.looks[0].at;
  const domain = [first === last.at ? first - 60000 : first, last.at];
  const silence = look => look.partitions.map(each => (each.lastRecordAt === null ? 0 : look.at - each.lastRecordAt));
  const most = Math.max(10000, ...data.looks.flatMap(silence));
  const narrow = width < 640;
  const chart = Math.max(200, Math.floor(narrow ? width - 28 : width - 28 - 372));
  const furthest = Math.max(...last.partitions.map(each => each.lastEventAt ?? 0));
  const sorted = [...last.partitions].sort((a, b) => (RANK[a.state] ?? 2) - (RANK[b.state] ?? 2) || a.partition - b.partition);
  return section('Freshness by partition', 'freshness',
    h('p', { class: 'quiet' }, `Silence: the time since a partition's last record, as of ${time(last.at)} UTC. The scale goes to ${duration(most)} in each row.`),
    h('div', { class: 'partitions' },
      sorted.slice(0, SHOWN_PARTITIONS).map(each => h('div', { class: 'partition ' + stateClass(each.state), 'data-key': 'p' + each.partition },
        h('div', { class: 'label' }, stateIcon(each.state), h('span', { class: 'what' }, 'partition ' + each.partition), h('span', { class: 'word' }, stateWord(each.state))),
        h('dl', {},
          pair('silent for', each.lastRecordAt === null ? 'nothing yet' : duration(last.at - each.lastRecordAt)),
          pair('longest gap', duration(each.longestGapMs)),
          pair('behind others', each.lastEventAt === null ? '–' : duration(furthest - each.lastEventAt)),
          pair('next offset', each.nextOffset < 0 ? '–' : count(each.nextOffset))),
        silenceRow(data.looks, each.partition, domain, most, chart)))),
    sorted.length > SHOWN_PARTITIONS ? h('p', { class: 'quiet' }, `and ${sorted.length - SHOWN_PARTITIONS} more, none of them in a worse state`) : null,
    h('div', { class: 'partition-axis' }, timeAxis(domain, chart)));
}

const pair = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));

function windowChecks(data, frame, width) {
  const i = data.windows.indexOf(frame.start);
  const to = start => `#/dataset/${encodeURIComponent(data.name)}/${start}`;
  const overall = frame.scores.find(each => each.dimension === 'OVERALL' && !each.shadow);
  const rest = frame.scores.filter(each => each !== overall);
  const any = overall ?? rest[0];
  const drifts = rest.flatMap(each => each.checks.filter(check => check.drift).map(check => ({ check, each })));
  drifts.sort((a, b) => Number(b.check.outcome === 'FAIL') - Number(a.check.outcome === 'FAIL'));
  const step = (start, text) => start === undefined ? h('span', { class: 'step off' }, text) : h('a', { class: 'step', href: to(start) }, text);
  return [
    section('Checks of a window', 'window',
      h('div', { class: 'tools' }, h('p', { class: 'window-name' }, h('b', {}, windowText(any.start, any.end)), h('span', { class: 'quiet' }, ` ${count(any.records)} records, judged at ${time(any.judgedAt)}${any.revision ? `, revision ${any.revision}` : ''}`)),
        h('div', { class: 'steps' }, step(data.windows[i + 1], '← earlier'), step(i > 0 ? data.windows[i - 1] : undefined, 'later →'), i === 0 ? null : h('a', { class: 'step', href: `#/dataset/${encodeURIComponent(data.name)}` }, 'newest'))),
      overall ? h('div', { class: 'dimension', 'data-key': 'w-overall' }, h('h3', {}, heading(overall)), explanation(overall, 'f-overall')) : null,
      rest.map(each => h('details', { class: 'dimension', 'data-key': `w-${each.dimension}${each.shadow}-${each.state}`, open: each.state !== 'HEALTHY' },
        h('summary', {}, h('h3', {}, heading(each))),
        each.checks.length ? checkTable(each.checks, `Checks of ${dimensionText(each.dimension)}`) : null, explanation(each, 'f-' + each.dimension + each.shadow)))),
    drifts.length ? section('Distributions', 'drift',
      h('p', { class: 'quiet' }, 'What was compared with the baseline, over the bins that were used.'),
      h('div', { class: 'drifts' }, drifts.map(({ check, each }, n) => driftFigure(check, width < 900 ? width - 40 : width / 2 - 60, `drift-${each.shadow}-${check.rule}-${check.subject}-${n}`)))) : null,
  ];
}

const heading = each => [stateIcon(each.state), h('span', {}, dimensionText(each.dimension), each.shadow ? ' (on trial)' : ''),
  each.checks.length ? h('span', { class: 'count' }, tally(each.checks)) : null, h('b', { class: 'num' }, score(each.score))];

function tally(checks) {
  const of = outcome => checks.filter(check => check.outcome === outcome).length;
  return [[of('FAIL'), 'failed'], [of('UNKNOWN'), 'unknown'], [of('PASS'), 'passed']].filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`).join(', ');
}
