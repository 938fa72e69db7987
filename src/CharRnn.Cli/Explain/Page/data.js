'use strict';

// The numbers of the page, and how they are written. charrnn explain --json has the same numbers, unrounded.

const data = JSON.parse(document.getElementById('data').textContent);

// The window is what was read; the passage is the part of it that the page shows.
const passageStart = data.start - data.readFrom;
const passage = data.characters.slice(passageStart, passageStart + data.length);

// Rows of numbers in one byte each: value = byte / 127 * the largest absolute value of the row.
function unpack(rows) {
  const text = atob(rows.bytes);
  const bytes = new Int8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const length = rows.scales.length === 0 ? 0 : bytes.length / rows.scales.length;
  return { scales: rows.scales, at: (row, i) => bytes[row * length + i] / 127 * rows.scales[row] };
}

const activations = unpack(data.activations);
const connections = { contributions: unpack(data.contributions), sensitivities: unpack(data.sensitivities) };

// The largest of some numbers that may be null.
const largest = values => values.reduce((most, value) => value === null ? most : Math.max(most, Math.abs(value)), 0);

const fixed = (value, digits) => value === null ? '–' : value.toFixed(digits).replace('-', '−');
const short = value => value === null ? '–' : (Math.abs(value) >= 1e-3 || value === 0 ? value.toPrecision(3) : value.toExponential(1)).replace('-', '−');
const percent = p => p >= 0.0995 ? (100 * p).toFixed(0) + ' %' : p >= 0.000995 ? (100 * p).toPrecision(2) + ' %' : '< 0.1 %';
const whole = value => value.toLocaleString('en');

// A character as it can be seen.
function visible(character) {
  const names = { '\n': '↵', '\t': '→', '\r': '␍', ' ': '␣', '\u0003': '␃' };
  const code = character.codePointAt(0);
  return names[character] ?? (code < 32 || (code >= 127 && code < 160) ? '\\u{' + code.toString(16) + '}' : character);
}

// The same for a stretch of text, in which spaces are plain.
const visibleText = text => Array.from(text, character => character === ' ' ? ' ' : visible(character)).join('');

// An element with attributes and children; strings become text, so nothing in them is ever markup.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'on') for (const [event, handler] of Object.entries(value)) made.addEventListener(event, handler);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

const code = text => element('code', {}, text);
const list = (items, attributes = {}) => element('ol', attributes, ...items);
const byId = id => document.getElementById(id);

// Colour: a from 0 to 1; low takes the other hue.
function colour(target, a, low = false) {
  target.style.setProperty('--a', Math.min(1, Math.max(0, a)).toFixed(3));
  target.classList.toggle('low', low);
}

// entries: [a, low, label]
function showLegend(id, entries) {
  byId(id).replaceChildren(...entries.map(([a, low, label]) => {
    const box = element('b');
    colour(box, a, low);
    return element('span', {}, box, label);
  }));
}
