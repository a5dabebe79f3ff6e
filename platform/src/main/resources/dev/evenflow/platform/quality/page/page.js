import { h, morphChildren } from './dom.js';
import { dimensionText, duration, now, score, serverSaid, windowText } from './format.js';
import { END, SCORE, START } from './charts.js';
import { overview } from './overview.js';
import { incidentDetail, incidentList } from './incidents.js';
import { lineage } from './lineage.js';
import { dataset } from './dataset.js';

const EVERY_MS = 3000;
const SILENT_MS = 120000;
const main = document.getElementById('main');
const notice = document.getElementById('notice');
const view = { range: 3600000, stale: false, width: 0 };
let shown = '';
let drawing = 0;

async function get(path) {
  // the browser keeps the last answer and asks whether it still holds
  const response = await fetch(path, { cache: 'no-cache' });
  serverSaid(response.headers.get('Date'));
  const body = await response.json();
  if (!response.ok) throw Object.assign(new Error(body.error ?? response.statusText), { known: true });
  return body;
}

function route() {
  const [page = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  const parts = rest.map(part => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  return { page, parts };
}

async function content({ page, parts }, all) {
  const name = encodeURIComponent(parts[0] ?? '');
  switch (page) {
    case '': return ['overview', 'Overview', () => overview(all, view.stale)];
    case 'incidents': {
      const data = await get('/api/incidents');
      return ['incidents', 'Incidents', () => incidentList(data)];
    }
    case 'incident': {
      const data = await get('/api/incident?id=' + name);
      return ['incidents', data.summary, () => incidentDetail(data, view.width - 34)];
    }
    case 'lineage': return ['lineage', 'Lineage', () => lineage(all, view.width, view.stale)];
    case 'dataset': {
      const [data, frame] = await Promise.all([
        get(`/api/dataset?name=${name}&range=${view.range}`),
        get(`/api/window?dataset=${name}${parts[1] ? '&start=' + encodeURIComponent(parts[1]) : ''}`).catch(error => {
          if (error.known) return null;
          throw error;
        })]);
      return ['overview', data.name, () => dataset(data, frame, view)];
    }
    default: return ['', 'Not found', () => [h('h1', {}, 'There is no such page'), h('p', {}, h('a', { href: '#/' }, 'To the overview'))]];
  }
}

async function draw() {
  const turn = ++drawing;
  const at = route();
  const where = location.hash;
  try {
    const all = await get('/api/overview');
    tell(all);
    const [page, title, make] = await content(at, all);
    if (turn !== drawing) return;
    // without its padding
    view.width = main.clientWidth - 32;
    const fresh = where !== shown;
    const focus = fresh && shown !== '';
    morphChildren(main, make().flat(Infinity).filter(Boolean));
    readAgain(at);
    document.title = `${title} · Evenflow quality`;
    for (const link of document.querySelectorAll('[data-page]')) {
      if (link.dataset.page === page) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    shown = where;
    if (focus && !samePage(at)) {
      scrollTo(0, 0);
      main.focus({ preventScroll: true });
    }
    last = at;
    main.dataset.ready = where || '#/';
  } catch (error) {
    if (turn !== drawing) return;
    if (error.known) {
      morphChildren(main, [h('h1', {}, 'Not found'), h('p', {}, error.message), h('p', {}, h('a', { href: '#/' }, 'To the overview'))]);
      shown = where;
    } else {
      warn('The server does not answer; what is shown is what it said last. ./evenflow quality serve starts it.');
    }
  }
}

let last = { page: '', parts: [] };

// Another window of the same dataset is not another page.
const samePage = at => at.page === last.page && at.parts[0] === last.parts[0];

function warn(text) {
  notice.hidden = text === '';
  if (notice.textContent !== text) notice.textContent = text;
}

function tell(all) {
  const silent = all.judgedAt === null ? null : now() - all.judgedAt;
  const length = Math.max(0, ...all.datasets.map(each => (each.end ?? 0) - (each.start ?? 0)));
  view.stale = silent !== null && silent > Math.max(SILENT_MS, 3 * Math.min(length, 3600000));
  warn(all.trouble ? `Nothing new comes in: ${all.trouble}`
    : view.stale ? `The monitor has said nothing for ${duration(silent)}: nothing is known of what happened since.` : '');
  const pulse = document.getElementById('pulse');
  pulse.classList.toggle('live', silent !== null && !view.stale && !all.trouble);
  pulse.textContent = silent === null ? 'no judgement yet' : `judged ${duration(silent)} ago`;
  const told = all.open.filter(each => !each.suppressedBy).length;
  const badge = document.getElementById('badge');
  badge.hidden = told === 0;
  badge.textContent = told;
}

// ---- reading the lines ----

function nearest(points, at, t) {
  let best = null;
  for (const point of points) if (best === null || Math.abs(point[at] - t) < Math.abs(best[at] - t)) best = point;
  return best;
}

function read(box, t) {
  const { series, at, domain, width } = box.chart;
  const overall = series.find(each => each.dimension === 'OVERALL' && !each.shadow) ?? series[0];
  const point = nearest(overall.points, at, t);
  if (!point) return null;
  const line = box.querySelector('[data-crosshair]');
  const svg = box.querySelector('.scores-chart');
  line.hidden = false;
  line.style.left = svg.getBoundingClientRect().left - box.getBoundingClientRect().left + ((point[at] - domain[0]) / (domain[1] - domain[0])) * width + 'px';
  const parts = series.filter(each => !each.shadow && each !== overall).map(each => {
    const own = nearest(each.points, at, point[at]);
    return own && own[SCORE] !== 100 ? `${dimensionText(each.dimension)} ${own[SCORE] === null ? 'unknown' : score(own[SCORE])}` : null;
  }).filter(Boolean);
  box.parentElement.querySelector('[data-readout]').textContent =
    `${windowText(point[START], point[END])}: overall ${point[SCORE] === null ? 'unknown' : score(point[SCORE])}. ${parts.length ? parts.join(', ') + '; the others 100.' : 'All 100.'}`;
  box.at = point;
  return point;
}

// What was read stays read when newer points come; of another dataset nothing was.
function readAgain({ parts }) {
  const box = main.querySelector('[data-scores]');
  if (!box) return;
  if (box.of !== box.chart.name) {
    box.of = box.chart.name;
    box.at = null;
    box.querySelector('[data-crosshair]').hidden = true;
  }
  if (parts[1] && !box.at) {
    const point = box.chart.series.find(each => each.dimension === 'OVERALL')?.points.find(each => each[START] === Number(parts[1]));
    if (point) box.at = point;
  }
  if (box.at) read(box, box.at[box.chart.at]);
}

function timeAt(box, clientX) {
  const { domain, width } = box.chart;
  const left = box.querySelector('.scores-chart').getBoundingClientRect().left;
  return domain[0] + Math.min(1, Math.max(0, (clientX - left) / width)) * (domain[1] - domain[0]);
}

function openWindow(box, point) {
  const { windows, name } = box.chart;
  if (!point || windows.length === 0) return;
  const start = windows.reduce((best, each) => (Math.abs(each - point[START]) < Math.abs(best - point[START]) ? each : best), windows[0]);
  location.hash = `#/dataset/${encodeURIComponent(name)}/${start}`;
}

main.addEventListener('pointermove', event => {
  const box = event.target.closest('[data-scores]');
  if (box) read(box, timeAt(box, event.clientX));
});
main.addEventListener('click', event => {
  const button = event.target.closest('[data-range]');
  if (button) {
    view.range = Number(button.dataset.range);
    draw();
    return;
  }
  const box = event.target.closest('[data-scores]');
  if (box) openWindow(box, read(box, timeAt(box, event.clientX)));
});
main.addEventListener('keydown', event => {
  const box = event.target.closest('[data-scores]');
  if (!box) return;
  const { series, at } = box.chart;
  const points = (series.find(each => each.dimension === 'OVERALL' && !each.shadow) ?? series[0]).points;
  const i = box.at ? points.findIndex(point => point[START] === box.at[START]) : points.length - 1;
  if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
    const next = points[Math.min(points.length - 1, Math.max(0, i + (event.key === 'ArrowLeft' ? -1 : 1)))];
    read(box, next[at]);
    event.preventDefault();
  } else if (event.key === 'Enter') {
    openWindow(box, box.at ?? points[points.length - 1]);
  }
});

// ---- colours ----

const THEMES = { auto: ['◐', 'as the system has them'], light: ['☀', 'light'], dark: ['☾', 'dark'] };
const button = document.getElementById('theme');

function theme(name) {
  if (name === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = name;
  button.textContent = THEMES[name][0];
  button.setAttribute('aria-label', `Colours: ${THEMES[name][1]}`);
  button.title = button.getAttribute('aria-label');
  button.dataset.now = name;
}

function remembered() {
  try { return localStorage.getItem('theme') ?? 'auto'; } catch { return 'auto'; }
}

button.addEventListener('click', () => {
  const names = Object.keys(THEMES);
  const next = names[(names.indexOf(button.dataset.now) + 1) % names.length];
  theme(next);
  try { localStorage.setItem('theme', next); } catch { /* not kept, then */ }
});
theme(THEMES[remembered()] ? remembered() : 'auto');

// ---- going on ----

addEventListener('hashchange', draw);
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
let resizing = 0;
addEventListener('resize', () => {
  clearTimeout(resizing);
  resizing = setTimeout(draw, 120);
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) draw(); });

async function live() {
  if (!document.hidden) await draw();
  setTimeout(live, EVERY_MS);
}
live();
