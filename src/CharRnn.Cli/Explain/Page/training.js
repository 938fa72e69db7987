// View 6: the passage as it was predicted by networks saved during training.

function startTraining() {
  const snapshots = data.snapshots ?? [];
  if (snapshots.length === 0) return;
  byId('training').hidden = false;
  document.querySelector('nav a[href="#training"]').parentElement.hidden = false;
  const choice = byId('training-choice'), last = snapshots.length - 1;
  let chosen = last;
  const view = new PassageView('training-text', 'Passage coloured by surprise of the chosen network', i => {
    byId('training-panel').replaceChildren(
      element('p', {}, element('b', {}, nameOf(chosen)), ': ', fixed(snapshots[chosen].natsPerCharacter, 3) + ' nats per character'),
      describeCharacter(i, snapshots[chosen].losses));
  });
  const cursor = startTrainingChart(snapshots, choose);
  choice.max = last;
  choice.addEventListener('input', () => choose(Number(choice.value)));
  showLegend('training-legend', surpriseLegend);
  choose(last);

  function nameOf(n) {
    const { updates } = snapshots[n];
    const name = updates === null ? 'a saved network' : updates === 0 ? 'before training' : 'after ' + whole(updates) + (updates === 1 ? ' update' : ' updates');
    return n === last ? 'this model' + (updates === null ? '' : ', ' + name) : name;
  }

  function choose(n) {
    chosen = n;
    choice.value = n;
    choice.setAttribute('aria-valuetext', nameOf(n));
    byId('training-name').textContent = nameOf(n);
    byId('training-sample').textContent = snapshots[n].sample;
    view.paint(i => surpriseOf(snapshots[n].losses, i));
    cursor(n);
    view.show(selection.index);
  }
}

// Mean loss of each kind of character against training. Returns what marks the chosen network.
function startTrainingChart(snapshots, choose) {
  const host = byId('training-chart'), drawing = element('div'), readout = element('figcaption', { class: 'note' });
  const kinds = data.lossKinds, last = snapshots.length - 1;
  let mark = () => {}, chosen = last;
  host.replaceChildren(chartKey(kinds.map(kind => kind.name)), drawing, readout);
  drawToWidth(host, draw);
  return n => mark(chosen = n);

  function draw(width) {
    const left = 52, right = width - 22, top = 22, panelHeight = 220, bottom = 40, height = top + panelHeight + bottom;
    const x = i => left + (right - left) * i / Math.max(1, last);
    const svg = svgElement('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'Loss of each kind of character against training. The line below has the numbers of the chosen network.' });
    drawPanel(svg, kinds.map((_, kind) => snapshots.map(snapshot => snapshot.kindLosses[kind])), { x, left, right, top, height: panelHeight, label: 'loss, nats per character', isLog: false });
    let free = -Infinity;
    snapshots.forEach(({ updates }, i) => {
      const label = updates === null ? '' : updates >= 1e6 ? updates / 1e6 + 'M' : updates >= 1e3 ? +(updates / 1e3).toFixed(1) + 'k' : String(updates);
      if (x(i) < free) return;
      free = x(i) + 9 * label.length + 8;
      svg.append(svgElement('text', { class: 'axis', x: x(i), y: height - bottom + 16, 'text-anchor': 'middle' }, label));
    });
    svg.append(svgElement('text', { x: left + (right - left) / 2, y: height - 4, 'text-anchor': 'middle' }, 'updates'));
    const cursor = svgElement('line', { class: 'cursor', y1: top, y2: height - bottom });
    svg.append(cursor);
    svg.addEventListener('click', event => {
      const box = svg.getBoundingClientRect();
      const share = ((event.clientX - box.left) * width / box.width - left) / (right - left);
      choose(Math.round(Math.min(1, Math.max(0, share)) * last));
    });
    drawing.replaceChildren(svg);
    mark = n => {
      cursor.setAttribute('x1', x(n));
      cursor.setAttribute('x2', x(n));
      readout.textContent = 'Nats per character: ' + kinds.map((kind, i) => kind.name + ' ' + fixed(snapshots[n].kindLosses[i], 2)).join('; ') + '.';
    };
    mark(chosen);
  }
}
