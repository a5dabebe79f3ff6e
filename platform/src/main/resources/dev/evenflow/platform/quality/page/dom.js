// Elements from text, never from markup: what is shown came from records, and a record may hold anything.

const SVG = 'http://www.w3.org/2000/svg';

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'chart') element.chart = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function h(tag, attributes, ...children) {
  return build(document.createElement(tag), attributes, children);
}

export function s(tag, attributes, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

const keyOf = node => (node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null);

// Makes the old element look like the new one and keeps what a person did with it: focus, opened details, scrolling.
export function morph(old, wanted) {
  if (old.nodeType !== wanted.nodeType || old.nodeName !== wanted.nodeName || keyOf(old) !== keyOf(wanted)) {
    old.replaceWith(wanted);
    return;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return;
  }
  // what a person opened stays open, and a style set by a script is not the markup's to change
  const stays = name => name === 'style' || (name === 'open' && old.nodeName === 'DETAILS');
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !stays(name)) old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value && !stays(name)) old.setAttribute(name, value);
  }
  if ('chart' in wanted) old.chart = wanted.chart;
  morphChildren(old, [...wanted.childNodes]);
  if (old.nodeName === 'SELECT' && document.activeElement !== old) old.value = wanted.value;
}

export function morphChildren(parent, wanted) {
  const keyed = new Map();
  for (const child of parent.childNodes) if (keyOf(child) !== null) keyed.set(keyOf(child), child);
  wanted.forEach((child, i) => {
    let at = parent.childNodes[i];
    const same = keyed.get(keyOf(child));
    if (same && same !== at) parent.insertBefore(same, at ?? null);
    at = parent.childNodes[i];
    if (at) morph(at, child);
    else parent.append(child);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

const WORDS = { HEALTHY: 'healthy', DEGRADED: 'degraded', UNHEALTHY: 'unhealthy', UNKNOWN: 'unknown', UNWATCHED: 'not watched' };

export const stateWord = state => WORDS[state] ?? String(state).toLowerCase();
export const stateClass = state => 'is-' + (WORDS[state] ? state.toLowerCase() : 'unknown');

// A shape of its own for each state: colour alone tells some people nothing.
export function stateIcon(state, size = 16) {
  const shapes = {
    HEALTHY: [s('circle', { cx: 8, cy: 8, r: 7.2, class: 'fill' }), s('path', { d: 'M4.6 8.3l2.3 2.3 4.5-5', class: 'mark' })],
    DEGRADED: [s('path', { d: 'M8 .9l7.4 13.6H.6z', class: 'fill' }), s('path', { d: 'M8 5.6v4.2M8 12v.4', class: 'mark' })],
    UNHEALTHY: [s('path', { d: 'M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z', class: 'fill' }), s('path', { d: 'M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4', class: 'mark' })],
  };
  const unknown = [s('circle', { cx: 8, cy: 8, r: 6.8, class: 'hollow' }),
    s('path', { d: 'M6 6.3c0-2.6 4-2.6 4 0 0 1.4-2 1.5-2 3M8 11.6v.4', class: 'question' })];
  return s('svg', { viewBox: '0 0 16 16', width: size, height: size, class: 'icon ' + stateClass(state), 'aria-hidden': 'true' },
    ...(shapes[state] ?? unknown));
}

export function stateChip(state, was = false) {
  return h('span', { class: 'chip ' + (was ? 'is-unknown' : stateClass(state)) },
    stateIcon(was ? 'UNKNOWN' : state), h('span', {}, (was ? 'was ' : '') + stateWord(state)));
}

export function section(title, id, ...children) {
  return h('section', { 'aria-labelledby': id, 'data-key': id }, h('h2', { id }, title), ...children);
}
