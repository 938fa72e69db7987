// View 2: units, named by what they follow.

const hasName = unit => Math.abs(unit.unseenCorrelation) >= data.convincing;
const unitName = unit => unit.quantity + ' ' + unit.unit + (data.layers > 1 ? ', layer ' + unit.layer : '');
const sameUnit = (a, b) => a.quantity === b.quantity && a.layer === b.layer && a.unit === b.unit;

// What a unit does in the passage: its mean, its lowest and highest value, and the larger distance of the two. Colours show the distance from the mean, so that a
// unit whose values stay close together can be seen as well as one that switches.
function rangeOf(index) {
  const values = passage.map((_, i) => activations.at(index, i));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const low = values.reduce((low, value) => Math.min(low, value)), high = values.reduce((high, value) => Math.max(high, value));
  return { mean, low, high, most: Math.max(high - mean, mean - low) };
}

function startUnits() {
  let chosen = 0;
  const view = new PassageView('units-text', 'Passage coloured by a unit', i => {
    const unit = data.units[chosen];
    byId('units-panel').replaceChildren(
      element('p', {}, 'Character ', whole(data.start + i), ': ', code(visible(passage[i]))),
      element('p', {}, unitName(unit), ' (', unit.name, ') = ', element('b', {}, fixed(activations.at(chosen, i), 2)), ' after reading it'));
  });
  const choice = byId('unit-choice');
  choice.append(...data.units.map((unit, i) => element('option', { value: i }, unitName(unit) + (hasName(unit) ? ' · ' + unit.property + ' · r ' + fixed(unit.unseenCorrelation, 2) : ' · no name'))));
  choice.addEventListener('change', () => choose(Number(choice.value)));

  const rows = data.properties.map(best => {
    const index = data.units.findIndex(unit => sameUnit(unit, best));
    const row = element('tr', { class: hasName(best) ? null : 'weak' },
      element('td', {}, element('button', { type: 'button', on: { click: () => choose(index) } }, best.property)),
      element('td', {}, code(unitName(best))),
      element('td', {}, element('b', {}, fixed(best.unseenCorrelation, 2))),
      element('td', { class: 'chosen-by' }, fixed(best.correlation, 2)));
    row.unit = index;
    return row;
  });
  byId('property-table').append(
    element('thead', {}, element('tr', {}, ...['Property of the text', 'Unit', 'r unseen', 'r when chosen'].map(title => element('th', { scope: 'col' }, title)))),
    element('tbody', {}, ...rows));

  function choose(index) {
    chosen = index;
    choice.value = index;
    const unit = data.units[index], { mean, low, high, most } = rangeOf(index);
    for (const row of rows) row.classList.toggle('shown', row.unit === index);
    view.paint(i => { const distance = activations.at(index, i) - mean; return [most === 0 ? 0 : Math.abs(distance) / most, distance < 0]; });
    byId('unit-note').textContent = unitName(unit) + ' (' + unit.name + ') ' + (unit.property === '' ? 'follows none of the properties.'
      : hasName(unit) ? 'follows “' + unit.property + '”: r = ' + fixed(unit.unseenCorrelation, 2) + ' on unseen text, ' + fixed(unit.correlation, 2) + ' on the text used for the choice.'
      : 'has no name. On the text used for the choice, “' + unit.property + '” fits best, r = ' + fixed(unit.correlation, 2) + ', but r is only ' + fixed(unit.unseenCorrelation, 2) + ' on unseen text.');
    showLegend('unit-legend', [[(mean - low) / (most || 1), true, fixed(low, 2) + ', the lowest'], [0, false, fixed(mean, 2) + ', the mean'], [(high - mean) / (most || 1), false, fixed(high, 2) + ', the highest']]);
    view.show(selection.index);
  }

  if (data.properties.length === 0) byId('property-table').append(element('caption', {}, 'The text is too short to name units.'));
  if (data.units.length > 0) choose(Math.max(0, rows.length > 0 ? rows[0].unit : 0));
  byId('unit-choice').title = whole(data.units.length) + ' of ' + whole(data.unitCount) + ' units and gates, those that follow a property most closely on unseen text first';
}
