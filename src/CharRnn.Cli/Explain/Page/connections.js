// View 3: which earlier characters moved a prediction.

const strongestShown = 6;

function startConnections() {
  let kind = 'contributions';
  const view = new PassageView('connections-text', 'Passage coloured by connections of the chosen character', i => {
    if (i === selection.index) draw(i);
  });
  for (const input of document.getElementsByName('connection')) {
    input.addEventListener('change', () => { kind = input.value; draw(selection.index); });
  }

  // The number of the character that stands distance places before the target.
  const at = (target, distance) => connections[kind].at(target - data.firstTarget, distance - 1);

  function draw(target) {
    const row = target - data.firstTarget, isSigned = kind === 'contributions';
    const scale = row < 0 ? 0 : connections[kind].scales[row];
    view.paint(i => {
      const distance = target - i;
      if (scale === 0 || distance < 1 || distance > data.reach) return [0, false];
      const value = at(target, distance) / scale;
      // A square root lets weak connections be seen beside strong ones.
      return [Math.sqrt(Math.abs(value)), value < 0];
    });
    showLegend('connections-legend', isSigned
      ? [[1, true, 'less probable, ' + short(-scale) + ' nats'], [0, false, 'no effect'], [1, false, 'more probable, ' + short(scale) + ' nats']]
      : [[0, false, 'none'], [.5, false, short(scale / 4)], [1, false, short(scale) + ', the strongest']]);
    byId('connections-panel').replaceChildren(describeCharacter(target, data.losses), ...describeStrongest(target, scale));
  }

  function describeStrongest(target, scale) {
    if (scale === 0) return [element('p', {}, 'No earlier character was read.')];
    const distances = [];
    for (let distance = 1; distance <= Math.min(data.reach, passageStart + target); distance++) distances.push(distance);
    distances.sort((a, b) => Math.abs(at(target, b)) - Math.abs(at(target, a)));
    return [
      element('p', {}, kind === 'contributions' ? 'Influenced most by (nats, characters before):' : 'Most sensitive to (characters before):'),
      list(distances.slice(0, strongestShown).map(distance => element('li', {},
        code(visible(data.characters[passageStart + target - distance])), ' ', element('b', {}, short(at(target, distance))), ' at ' + distance))),
    ];
  }
}
