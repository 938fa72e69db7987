// View 1: the passage coloured by loss.

// Full colour at ln 100: less than one chance in a hundred.
const fullSurprise = Math.log(100);

const surpriseLegend = [[0, false, 'p = 1'], [.5, false, 'p = 0.1, loss 2.3'], [1, false, 'p ≤ 0.01, loss ≥ 4.6']];

const surpriseOf = (losses, i) => [(losses[i] ?? 0) / fullSurprise, false];

function describeCharacter(i, losses) {
  const loss = losses[i];
  const line = element('p', {}, 'Character ', whole(data.start + i), ': ', code(visible(passage[i])));
  if (loss === null) line.append(', the first character that was read, which has no prediction');
  else line.append(' – loss ', element('b', {}, fixed(loss, 3)), ' nats, ', fixed(loss / Math.LN2, 3), ' bits, p = ', percent(Math.exp(-loss)));
  return line;
}

function describeCandidates(i) {
  if (data.candidates[i] === null) return null;
  return list(data.candidates[i].map(([character, p]) => {
    const symbol = data.vocabulary[character];
    return element('li', { class: symbol === passage[i] ? 'came' : null }, code(visible(symbol)), ' ', percent(p));
  }), { 'aria-label': 'Most probable characters' });
}

function startSurprise() {
  const view = new PassageView('surprise-text', 'Passage coloured by surprise', i => {
    byId('surprise-panel').replaceChildren(...[
      describeCharacter(i, data.losses),
      data.candidates[i] && element('p', {}, 'Most expected by the network (the character that followed is in bold):'),
      describeCandidates(i),
    ].filter(Boolean));
  });
  view.paint(i => surpriseOf(data.losses, i));
  data.losses.forEach((loss, i) => { if (loss === null) view.characters[i].classList.add('unread'); });
  showLegend('surprise-legend', surpriseLegend);
}
