// View 5: the places with the nearest states.

const contextBefore = 30, contextAfter = 20;

function startPlaces() {
  const view = new PassageView('places-text', 'Passage; choose a character to see places like it', i => {
    byId('places-panel').replaceChildren(
      element('p', {}, 'After ', code(context(passageStart + i)[0]), ' comes ', code(context(passageStart + i)[1])),
      list(data.neighbours[i].map(([position, distance]) => element('li', {},
        element('b', {}, fixed(distance, 3)), ' at ' + whole(data.readFrom + position) + ': ', code(context(position)[0]), ' then ', code(context(position)[1]))),
      { class: 'lines', 'aria-label': 'Nearest places' }));
    view?.paint(index => [near(i, index), false]);
  });
  view.paint(() => [0, false]);

  // Up to and including a character, and what comes after it.
  function context(position) {
    return [
      visibleText(data.characters.slice(Math.max(0, position + 1 - contextBefore), position + 1).join('')),
      visibleText(data.characters.slice(position + 1, position + 1 + contextAfter).join('')),
    ];
  }

  // Places that lie in the passage itself are coloured.
  function near(i, index) {
    const found = data.neighbours[i].find(([position]) => position - passageStart === index);
    return found ? Math.max(.3, 1 - found[1]) : 0;
  }
}
