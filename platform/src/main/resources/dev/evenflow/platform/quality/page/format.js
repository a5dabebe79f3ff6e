// Numbers and times for a person.

let offset = 0;

// Ages are by the clock of the machine that serves: a phone's may be minutes off.
export function serverSaid(date) {
  const difference = Date.parse(date) - Date.now();
  offset = Number.isFinite(difference) && Math.abs(difference) > 2000 ? difference : 0;
}

export const now = () => Date.now() + offset;

export function duration(ms) {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–';
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 1) return Math.round(ms) + ' ms';
  if (seconds < 10) return trim(seconds.toFixed(1)) + ' s';
  if (seconds < 120) return Math.round(seconds) + ' s';
  if (seconds < 7200) return Math.round(seconds / 60) + ' min';
  if (seconds < 172800) return trim((seconds / 3600).toFixed(1)) + ' h';
  return Math.round(seconds / 86400) + ' days';
}

export const ago = ms => (ms === null || ms === undefined ? 'never' : duration(now() - ms) + ' ago');

const trim = text => text.replace(/\.0$/, '');

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const exact = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'UTC' });

export const isToday = ms => day.format(ms) === day.format(now());
export const hour = ms => clock.format(ms);
export const second = ms => exact.format(ms);
export const date = ms => day.format(ms);

// In UTC, as everything in Evenflow; the day only where it is not today's.
export function time(ms) {
  if (ms === null || ms === undefined) return '–';
  return (isToday(ms) ? '' : date(ms) + ', ') + exact.format(ms);
}

export function windowText(start, end) {
  if (start === end) return time(start) + ' UTC';
  const sameDay = date(start) === date(end);
  const text = start % 60000 === 0 && end % 60000 === 0 ? clock : exact;
  const short = ms => text.format(ms);
  return `${isToday(start) ? '' : date(start) + ', '}${short(start)} – ${sameDay ? '' : date(end) + ', '}${short(end)} UTC`;
}

const whole = new Intl.NumberFormat('en-GB');

export const count = value => (value === null || value === undefined || value < 0 ? '–' : whole.format(Math.round(value)));

export function score(value) {
  if (typeof value !== 'number') return '–';
  // 99.97 is not 100
  return value > 99.9 && value < 100 ? '99.9' : trim(value.toFixed(1));
}

export function number(value) {
  if (typeof value !== 'number') return value === null || value === undefined ? '–' : String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return whole.format(value);
  if (size >= 1e6 || (size < 1e-3 && size > 0)) return value.toExponential(2);
  return trim(String(Number(value.toPrecision(4))));
}

export const percent = share => (share === 0 ? '0 %' : share < 0.0005 ? '< 0.1 %' : trim((share * 100).toFixed(1)) + ' %');

export const subjectText = subject => (subject === '' ? 'whole dataset' : subject.replace('/', ' '));

export const dimensionText = name => name.charAt(0) + name.slice(1).toLowerCase();

export const plural = (n, one, many = one + 's') => n + ' ' + (n === 1 ? one : many);
