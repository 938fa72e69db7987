// Line charts: what the views of memory and of training have in common.

const svgElement = (name, attributes, ...children) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

// 1, 2, 5, 10, 20, 50, … up to the end.
function roundSteps(end) {
  const steps = [];
  for (let power = 1; power <= end; power *= 10) for (const digit of [1, 2, 5]) if (digit * power <= end) steps.push(digit * power);
  return steps;
}

// The colour of the i-th curve.
const seriesColour = i => 'var(--series-' + (i % 5 + 1) + ')';

// The legend of some curves.
const chartKey = names => element('div', { class: 'key' }, ...names.map((name, i) => element('span', {}, element('b', { style: 'background:' + seriesColour(i) }), name)));

// One panel of a chart: grid, numbers at the left, and one curve for each list of values. place: { x(i): of the i-th value, left, right: edges of the panel,
// top, height, label, isLog }
function drawPanel(svg, curves, { x, left, right, top, height, label, isLog }) {
  const values = curves.flat().filter(value => value !== null && (!isLog || value > 0));
  let low = Math.min(...values), high = Math.max(...values);
  if (isLog) low = Math.max(low, high * 1e-9);
  if (high <= low) high = low + 1;
  const span = isLog ? Math.log(high / low) : high - low;
  const y = value => top + height * (1 - (isLog ? Math.log(Math.max(value, low) / low) : value - low) / span);
  for (const tick of ticks(low, high, isLog)) {
    svg.append(svgElement('line', { class: 'grid', x1: left, x2: right, y1: y(tick), y2: y(tick) }));
    svg.append(svgElement('text', { class: 'axis', x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, isLog ? powerOfTen(tick) : tick.toFixed(1)));
  }
  svg.append(svgElement('text', { x: 0, y: top - 8 }, label));
  curves.forEach((curve, i) => {
    const points = curve.map((value, n) => value === null || (isLog && value < low) ? null : x(n).toFixed(1) + ',' + y(value).toFixed(1)).filter(Boolean);
    svg.append(svgElement('polyline', { class: 'curve', style: 'stroke:' + seriesColour(i), points: points.join(' ') }));
  });
}

// Calls draw(width) now and whenever the place for a chart becomes wider or narrower.
function drawToWidth(host, draw) {
  let width = 0;
  const update = () => {
    if (host.clientWidth > 0 && Math.abs(host.clientWidth - width) > 1) draw(Math.max(280, width = host.clientWidth));
  };
  new ResizeObserver(update).observe(host);
  update();
}

function ticks(low, high, isLog) {
  const found = [];
  if (isLog) {
    const first = Math.ceil(Math.log10(low)), last = Math.floor(Math.log10(high)), step = Math.max(1, Math.ceil((last - first) / 4));
    for (let power = last; power >= first; power -= step) found.push(Math.pow(10, power));
  } else {
    const step = [0.1, 0.2, 0.5, 1, 2, 5].find(size => (high - low) / size <= 5) ?? 10;
    for (let n = Math.ceil(low / step); n * step <= high; n++) found.push(n * step);
  }
  return found;
}

function powerOfTen(value) {
  const power = Math.round(Math.log10(value));
  return power === 0 ? '1' : power > 0 && power < 4 ? String(value) : power < 0 && power > -4 ? value.toFixed(-power) : '1e' + String(power).replace('-', '−');
}
