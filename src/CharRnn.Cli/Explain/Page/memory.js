// View 4: loss against context and gradient against distance, one curve a model, above one another on one scale of distances.

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

function startMemory() {
  const host = byId('memory-chart');
  const series = i => 'var(--series-' + (i % 5 + 1) + ')';
  const readout = element('figcaption', { class: 'note', 'aria-live': 'polite' });
  const drawing = element('div');
  host.replaceChildren(
    element('div', { class: 'key' }, ...data.memory.map((curve, i) => element('span', {}, element('b', { style: 'background:' + series(i) }), curve.model + ' (' + curve.architecture + ')'))),
    drawing, readout);
  const reach = Math.max(...data.memory.map(curve => curve.losses.length));
  let width = 0;
  new ResizeObserver(() => { if (Math.abs(host.clientWidth - width) > 1) draw(); }).observe(host);
  draw();

  function draw() {
    width = Math.max(280, host.clientWidth);
    const left = 52, right = 14, panelHeight = 190, gap = 46, top = 22, bottom = 40;
    const height = top + 2 * panelHeight + gap + bottom;
    const x = n => left + (width - left - right) * Math.log(n) / Math.log(Math.max(2, reach));
    const svg = svgElement('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'Loss against context, and length of the gradient against distance. The numbers are in the table below.' });
    const upper = panel(svg, data.memory.map(curve => curve.losses), top, 'loss, nats per character', false);
    const lower = panel(svg, data.memory.map(curve => curve.gradientNorms), top + panelHeight + gap, '‖∂ ln p / ∂s‖', true);
    for (const n of roundSteps(reach)) {
      svg.append(svgElement('text', { class: 'axis', x: x(n), y: height - bottom + 16, 'text-anchor': 'middle' }, String(n)));
    }
    svg.append(svgElement('text', { x: left + (width - left - right) / 2, y: height - 4, 'text-anchor': 'middle' }, 'characters of context, or characters back'));
    const cursor = svgElement('line', { class: 'cursor', y1: top, y2: height - bottom, x1: -9, x2: -9 });
    svg.append(cursor);
    svg.addEventListener('pointermove', event => {
      const box = svg.getBoundingClientRect();
      const share = ((event.clientX - box.left) * width / box.width - left) / (width - left - right);
      point(Math.round(Math.min(reach, Math.max(1, Math.pow(Math.max(2, reach), share)))), cursor, x);
    });
    drawing.replaceChildren(svg);
    point(reach, cursor, x);
    return [upper, lower];

    function panel(target, curves, y0, label, isLog) {
      const values = curves.flat().filter(value => value !== null && (!isLog || value > 0));
      let low = Math.min(...values), high = Math.max(...values);
      if (isLog) { low = Math.max(low, high * 1e-9); }
      if (high <= low) high = low + 1;
      const span = isLog ? Math.log(high / low) : high - low;
      const y = value => y0 + panelHeight * (1 - (isLog ? Math.log(Math.max(value, low) / low) : value - low) / span);
      for (const tick of ticks(low, high, isLog)) {
        target.append(svgElement('line', { class: 'grid', x1: left, x2: width - right, y1: y(tick), y2: y(tick) }));
        target.append(svgElement('text', { class: 'axis', x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, isLog ? powerOfTen(tick) : tick.toFixed(1)));
      }
      target.append(svgElement('text', { x: 0, y: y0 - 8 }, label));
      curves.forEach((curve, i) => {
        const points = curve.map((value, n) => value === null || (isLog && value < low) ? null : x(n + 1).toFixed(1) + ',' + y(value).toFixed(1)).filter(Boolean);
        target.append(svgElement('polyline', { class: 'curve', style: 'stroke:' + series(i), points: points.join(' ') }));
      });
      return y;
    }
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

  function point(n, cursor, x) {
    cursor.setAttribute('x1', x(n));
    cursor.setAttribute('x2', x(n));
    readout.textContent = n + (n === 1 ? ' character' : ' characters') + ': ' + data.memory.map(curve =>
      curve.model + ' loss ' + fixed(curve.losses[n - 1] ?? null, 3) + ', gradient ' + short(curve.gradientNorms[n - 1] ?? null)).join('; ');
  }

  byId('memory-table').append(
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Characters'), ...data.memory.flatMap(curve =>
      [curve.model + ': loss', curve.model + ': gradient'].map(title => element('th', { scope: 'col' }, title))))),
    element('tbody', {}, ...Array.from({ length: reach }, (_, n) => element('tr', {}, element('td', {}, String(n + 1)), ...data.memory.flatMap(curve =>
      [element('td', {}, fixed(curve.losses[n] ?? null, 4)), element('td', {}, short(curve.gradientNorms[n] ?? null))])))));
}
