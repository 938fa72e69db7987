// A passage that can be read with the mouse, a finger or the keyboard.

// The character that all views have chosen.
const selection = {
  index: 0,
  views: [],
  choose(index) {
    this.index = Math.min(passage.length - 1, Math.max(0, index));
    for (const view of this.views) view.mark(this.index);
  },
};

class PassageView {
  // label: what a screen reader calls it; show(index): writes the panel.
  constructor(id, label, show) {
    this.host = byId(id);
    this.show = show;
    this.characters = passage.map((character, i) => {
      const isEnd = character === '\n';
      const shown = isEnd ? '↵\n' : character === ' ' ? ' ' : visible(character);
      const span = element('i', { id: id + '-' + i, role: 'option', 'aria-selected': 'false' }, shown);
      if (isEnd || character === '\t') span.classList.add('end');
      return span;
    });
    for (const [name, value] of Object.entries({ tabindex: '0', role: 'listbox', 'aria-label': label })) this.host.setAttribute(name, value);
    this.host.replaceChildren(...this.characters);
    this.host.addEventListener('pointerover', event => this.point(event, index => this.show(index)));
    this.host.addEventListener('pointerleave', () => this.show(selection.index));
    this.host.addEventListener('click', event => this.point(event, index => selection.choose(index)));
    this.host.addEventListener('keydown', event => this.press(event));
    selection.views.push(this);
  }

  // paint(i): [a, low] for each character.
  paint(how) {
    this.characters.forEach((span, i) => colour(span, ...how(i)));
  }

  mark(index) {
    const last = this.host.querySelector('.chosen');
    last?.classList.remove('chosen');
    last?.setAttribute('aria-selected', 'false');
    this.characters[index].classList.add('chosen');
    this.characters[index].setAttribute('aria-selected', 'true');
    this.host.setAttribute('aria-activedescendant', this.characters[index].id);
    this.show(index);
    if (document.activeElement === this.host) this.characters[index].scrollIntoView({ block: 'nearest' });
  }

  point(event, act) {
    const index = this.characters.indexOf(event.target);
    if (index >= 0) act(index);
  }

  press(event) {
    const { key, ctrlKey, metaKey, altKey } = event;
    const index = selection.index, all = ctrlKey || metaKey;
    const moves = {
      ArrowLeft: () => index - 1,
      ArrowRight: () => index + 1,
      ArrowUp: () => this.above(index, -1),
      ArrowDown: () => this.above(index, 1),
      Home: () => all ? 0 : this.rowEnd(index, -1),
      End: () => all ? passage.length - 1 : this.rowEnd(index, 1),
    };
    if (altKey || !moves[key]) return;
    event.preventDefault();
    selection.choose(moves[key]());
  }

  // The nearest character in the row of the screen above (−1) or below (1).
  above(index, direction) {
    const from = this.characters[index].getClientRects()[0];
    let best = index, distance = Infinity, row = null;
    for (let i = index + direction; i >= 0 && i < passage.length; i += direction) {
      const rect = this.characters[i].getClientRects()[0];
      if (Math.abs(rect.top - from.top) < 2) continue;
      row ??= rect.top;
      if (Math.abs(rect.top - row) > 2) break;
      if (Math.abs(rect.left - from.left) < distance) [best, distance] = [i, Math.abs(rect.left - from.left)];
    }
    return best;
  }

  rowEnd(index, direction) {
    const top = this.characters[index].getClientRects()[0].top;
    let i = index;
    while (this.characters[i + direction] && Math.abs(this.characters[i + direction].getClientRects()[0].top - top) < 2) i += direction;
    return i;
  }
}
