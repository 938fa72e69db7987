// Puts the page together.

byId('summary').textContent = 'The passage is ' + whole(data.length) + ' of the ' + whole(data.textLength) + ' characters of ' + data.text + ', from character '
  + whole(data.start) + ' on. The network read ' + whole(data.characters.length) + ' characters around it, from character ' + whole(data.readFrom) + ' on, beginning with the zero state.';

for (const [name, value] of [
  ['nats per character', fixed(data.natsPerCharacter, 3)],
  ['bits per character', fixed(data.bitsPerCharacter, 3)],
  ['perplexity', fixed(data.perplexity, 2)],
  [data.cell === 'tanh' ? 'tanh units' : data.cell.toUpperCase() + ' units', (data.layers > 1 ? data.layers + ' × ' : '') + whole(data.hiddenSize)],
  ['characters known', whole(data.vocabulary.length)],
  ['parameters', whole(data.parameters)],
]) byId('figures').append(element('div', {}, element('dt', {}, name), element('dd', {}, value)));

byId('footer').textContent = 'Made by charrnn explain. This file is complete; it loads nothing from elsewhere.';

startSurprise();
startUnits();
startConnections();
startMemory();
startPlaces();
startTraining();

// Begin where there is something to see: after some text, at a surprising character.
selection.choose(Math.max(0, data.losses.findIndex((loss, i) => i >= Math.min(60, passage.length / 2) && loss > 3)));
