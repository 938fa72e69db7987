// View 4: loss against context and gradient against distance, one curve a model, above one another on one scale of distances.

function startMemory() {
  const host = byId('memory-chart');
  const readout = element('figcaption', { class: 'note', 'aria-live': 'polite' });
  const drawing = element('div');
  host.replaceChildren(chartKey(data.memory.map(curve => curve.model + ' (' + curve.architecture + ')')), drawing, readout);
  const reach = Math.max(...data.memory.map(curve => curve.losses.length));
  drawToWidth(host, draw);

  function draw(width) {
    const left = 52, right = width - 14, panelHeight = 190, gap = 46, top = 22, bottom = 40;
    const height = top + 2 * panelHeight + gap + bottom;
    const x = n => left + (right - left) * Math.log(n) / Math.log(Math.max(2, reach));
    const svg = svgElement('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'Loss against context, and norm of the gradient against distance. The numbers are in the table below.' });
    const place = { x: i => x(i + 1), left, right, height: panelHeight };
    drawPanel(svg, data.memory.map(curve => curve.losses), { ...place, top, label: 'loss, nats per character', isLog: false });
    drawPanel(svg, data.memory.map(curve => curve.gradientNorms), { ...place, top: top + panelHeight + gap, label: '‖∂ ln p / ∂s‖', isLog: true });
    for (const n of roundSteps(reach)) {
      svg.append(svgElement('text', { class: 'axis', x: x(n), y: height - bottom + 16, 'text-anchor': 'middle' }, String(n)));
    }
    svg.append(svgElement('text', { x: left + (right - left) / 2, y: height - 4, 'text-anchor': 'middle' }, 'characters of context, or characters back'));
    const cursor = svgElement('line', { class: 'cursor', y1: top, y2: height - bottom, x1: -9, x2: -9 });
    svg.append(cursor);
    svg.addEventListener('pointermove', event => {
      const box = svg.getBoundingClientRect();
      const share = ((event.clientX - box.left) * width / box.width - left) / (right - left);
      point(Math.round(Math.min(reach, Math.max(1, Math.pow(Math.max(2, reach), share)))), cursor, x);
    });
    drawing.replaceChildren(svg);
    point(reach, cursor, x);
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
