import { h, s, stateIcon, section } from './dom.js';
import { ago, dimensionText, duration, now, plural, subjectText, time } from './format.js';
import { checkTable } from './checks.js';
import { driftFigure } from './drift.js';

const isOpen = incident => incident.status !== 'RESOLVED';
const icon = incident => (!isOpen(incident) ? 'HEALTHY' : incident.severity === 'CRITICAL' || incident.severity === 'ERROR' ? 'UNHEALTHY' : 'DEGRADED');
const link = id => `#/incident/${encodeURIComponent(id)}`;

export function incidentCard(incident) {
  const open = isOpen(incident);
  return h('article', { class: `incident ${open ? 'open' : 'resolved'} ${incident.suppressedBy ? 'suppressed' : ''} severity-${incident.severity.toLowerCase()}`, 'data-key': incident.id },
    stateIcon(icon(incident), 20),
    h('div', {},
      h('h3', {}, h('a', { href: link(incident.id) }, incident.summary)),
      h('p', { class: 'meta' },
        h('span', { class: 'severity' }, open ? incident.severity.toLowerCase() : 'resolved'),
        h('a', { href: `#/dataset/${encodeURIComponent(incident.dataset)}` }, incident.dataset),
        h('span', {}, subjectText(incident.subject)),
        h('span', {}, dimensionText(incident.dimension)),
        open ? h('span', {}, 'for ', duration(now() - incident.openedAt)) : h('span', {}, `lasted ${duration(incident.resolvedAt - incident.openedAt)}, until ${time(incident.resolvedAt)}`),
        incident.suppressedBy ? h('span', {}, 'explained upstream') : h('span', {}, incident.owner))));
}

export function incidentList({ incidents }) {
  const told = incidents.filter(each => isOpen(each) && !each.suppressedBy);
  const explained = incidents.filter(each => isOpen(each) && each.suppressedBy);
  const resolved = incidents.filter(each => !isOpen(each));
  const list = all => h('div', { class: 'list' }, all.map(incidentCard));
  return [
    h('h1', {}, 'Incidents'),
    section(told.length ? `Open (${told.length})` : 'Open', 'open',
      told.length ? list(told) : h('p', { class: 'quiet' }, 'None is open.')),
    explained.length ? section(`Explained by one upstream (${explained.length})`, 'explained',
      h('p', { class: 'quiet' }, 'Nobody is notified of these: their cause is an incident of a dataset they are made from.'), list(explained)) : null,
    section(resolved.length ? `Resolved (${resolved.length})` : 'Resolved', 'resolved',
      resolved.length ? list(resolved.slice(0, 200)) : h('p', { class: 'quiet' }, 'None yet.')),
  ];
}

export function incidentDetail(incident, width) {
  const open = isOpen(incident);
  const drifts = incident.evidence.filter(check => check.drift);
  return [
    h('p', { class: 'crumbs' }, h('a', { href: '#/incidents' }, 'Incidents')),
    h('h1', { class: 'with-icon' }, stateIcon(icon(incident), 26), h('span', {}, incident.summary)),
    h('p', { class: 'lead' }, h('span', { class: `severity severity-${incident.severity.toLowerCase()}` }, incident.severity.toLowerCase()), ' ',
      open ? `open for ${duration(now() - incident.openedAt)}` : `resolved after ${duration(incident.resolvedAt - incident.openedAt)}: ${incident.resolution ?? ''}`),
    incident.suppressedBy ? h('p', { class: 'box' }, 'An incident upstream explains it, so nobody is notified: ', h('a', { href: link(incident.suppressedBy) }, incident.suppressedBy)) : null,
    h('dl', { class: 'facts' },
      fact('Dataset', h('a', { href: `#/dataset/${encodeURIComponent(incident.dataset)}` }, incident.dataset)),
      fact('About', subjectText(incident.subject)),
      fact('Likely cause', `${incident.rule} (${dimensionText(incident.dimension)})`),
      fact('Owner', incident.owner || 'nobody named'),
      fact('Runbook', runbook(incident.runbook)),
      fact('Notified', incident.notify ? 'yes' : 'no')),
    section('Timeline', 'timeline', timelineBar(incident), timeline(incident)),
    section('Evidence', 'evidence', incident.evidence.length ? checkTable(incident.evidence, 'Failing checks') : h('p', { class: 'quiet' }, 'None is kept.'),
      drifts.map((check, i) => driftFigure(check, width, `evidence-drift-${i}`))),
    incident.explains.length ? section('Explains', 'explains', h('div', { class: 'list' }, incident.explains.map(incidentCard))) : null,
    h('p', { class: 'quiet id' }, 'Incident ', h('code', {}, incident.id), `, of ${incident.monitor}`),
  ];
}

const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));

// Only what is certainly an address becomes a link.
function runbook(text) {
  if (!text) return 'none named';
  return /^https?:\/\/[^\s"'<>]+$/.test(text) ? h('a', { href: text, rel: 'noopener noreferrer' }, text) : h('code', {}, text);
}

// To scale: how long it had failed before it was opened, and how long it was open.
function timelineBar(incident) {
  const end = incident.resolvedAt ?? now();
  const total = Math.max(1, end - incident.failingSince);
  const share = Math.min(96, Math.max(4, (100 * (incident.openedAt - incident.failingSince)) / total));
  return s('svg', { class: 'timebar', viewBox: '0 0 100 14', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('rect', { class: 'failing', width: share, height: 14 }),
    s('rect', { class: 'burning', x: share, width: 100 - share, height: 14 }),
    isOpen(incident) ? null : s('rect', { class: 'over', x: 99, width: 1, height: 14 }));
}

function timeline(incident) {
  const first = incident.timeline[0] ?? incident;
  const steps = [{ at: first.failingSince, word: 'first failing', text: `${first.rule} fails for the first time` }];
  let last = null;
  for (const each of incident.timeline) {
    const word = { OPENED: 'opened', UPDATED: 'changed', RESOLVED: 'resolved' }[each.status] ?? each.status.toLowerCase();
    steps.push({ at: each.changedAt, word, text: each.status === 'RESOLVED' ? each.resolution ?? '' : change(last, each) });
    last = each;
  }
  return h('ol', { class: 'timeline' }, steps.map(step => h('li', { class: 'step-' + step.word.replace(' ', '-') },
    h('time', { datetime: new Date(step.at).toISOString(), title: ago(step.at) }, time(step.at)), h('b', {}, step.word), h('span', {}, step.text))),
    isOpen(incident) ? null : h('li', { class: 'quiet' }, plural(incident.timeline.length, 'record') + ' in quality-incidents'));
}

function change(before, after) {
  if (!before) return after.summary;
  const parts = [];
  if (before.severity !== after.severity) parts.push(`now ${after.severity.toLowerCase()}`);
  if (before.suppressedBy !== after.suppressedBy) parts.push(after.suppressedBy ? `explained by ${after.suppressedBy}` : 'no longer explained by another');
  if (before.summary !== after.summary) parts.push(after.summary);
  return parts.length ? parts.join('; ') : 'still failing, with newer evidence';
}
