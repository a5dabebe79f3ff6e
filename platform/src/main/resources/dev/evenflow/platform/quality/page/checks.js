import { h, stateChip } from './dom.js';
import { count, dimensionText, number, score, subjectText } from './format.js';

const OUTCOMES = { PASS: ['passed', 'HEALTHY'], FAIL: ['failed', 'UNHEALTHY'], UNKNOWN: ['unknown', 'UNKNOWN'] };
const WORST = { FAIL: 0, UNKNOWN: 1, PASS: 2 };

export function outcome(check) {
  const [word, state] = OUTCOMES[check.outcome] ?? OUTCOMES.UNKNOWN;
  const chip = stateChip(state);
  chip.lastChild.textContent = word;
  return chip;
}

export function checkTable(checks, caption) {
  const sorted = [...checks].sort((a, b) => (WORST[a.outcome] ?? 1) - (WORST[b.outcome] ?? 1));
  return h('table', { class: 'checks cards' },
    h('caption', { class: 'hidden' }, caption),
    h('thead', {}, h('tr', {}, ['Check', 'About', 'Outcome', 'Measured', 'Expected', 'Against'].map(name => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, sorted.map(check => h('tr', { class: check.outcome === 'FAIL' ? 'fails' : null },
      h('th', { scope: 'row' }, check.rule, h('small', {}, check.severity.toLowerCase())),
      h('td', { 'data-label': 'About' }, subjectText(check.subject)),
      h('td', { 'data-label': 'Outcome' }, outcome(check)),
      h('td', { 'data-label': 'Measured', class: 'measured' }, h('b', {}, check.value === null ? 'nothing' : number(check.value)), h('small', {}, check.metric)),
      h('td', { 'data-label': 'Expected' }, check.expected),
      h('td', { 'data-label': 'Against' }, check.total <= 0 ? '–' : check.failed < 0 ? `looked at ${count(check.total)}` : `${count(check.failed)} of ${count(check.total)}`,
        check.outcome === 'PASS' ? null : h('small', { class: 'detail' }, check.detail))))));
}

// The formula with its terms filled in, so that anybody can compute it again.
export function explanation(each, key) {
  const weights = each.contributions.reduce((sum, term) => sum + term.weight, 0);
  const credits = each.contributions.reduce((sum, term) => sum + term.weight * term.credit, 0);
  return h('details', { class: 'formula', 'data-key': key },
    h('summary', {}, `How ${score(each.score)} came about`),
    h('p', {}, h('code', {}, each.formula)),
    each.contributions.length === 0 ? h('p', { class: 'quiet' }, 'No check could be measured, so there is nothing to add up.')
      : h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Terms of ${dimensionText(each.dimension)}` },
        h('table', {},
          h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Term'), ['Weight', 'Credit', 'Weight × credit'].map(name => h('th', { scope: 'col', class: 'num' }, name)))),
          h('tbody', {}, each.contributions.map(term => h('tr', {}, h('th', { scope: 'row' }, term.name),
            [number(term.weight), number(term.credit), number(term.weight * term.credit)].map(text => h('td', { class: 'num' }, text))))),
          h('tfoot', {}, h('tr', {}, h('th', { scope: 'row' }, 'Sum'), [number(weights), '', number(credits)].map(text => h('td', { class: 'num' }, text)))))));
}

