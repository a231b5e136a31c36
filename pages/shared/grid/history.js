// What was typed and painted, step by step, so that it can be undone: whole texts of matrices, as Python is sent them.

export class History {
  constructor() {
    this.done = [];
    this.undone = [];
    this.first = new Map(); // the texts of each matrix before anything was changed
    this.now = new Map();
  }

  // A step: changes = [{ name, before, after }], texts of all cells.
  record(changes) {
    for (const { name, before, after } of changes) {
      if (!this.first.has(name)) this.first.set(name, before);
      this.now.set(name, after);
    }
    this.done.push(changes);
    this.undone = [];
  }

  get canUndo() { return this.done.length > 0; }
  get canRedo() { return this.undone.length > 0; }
  get canReset() { return this.changed().length > 0; }

  changed() { return [...this.first.keys()].filter((name) => this.first.get(name).some((text, i) => text !== this.now.get(name)[i])); }

  // Each gives what to write where: [{ name, texts }].
  undo() { return this.go(this.done, this.undone, "before"); }
  redo() { return this.go(this.undone, this.done, "after"); }

  go(from, to, side) {
    const step = from.pop();
    if (!step) return [];
    to.push(step);
    return step.map((change) => {
      this.now.set(change.name, change[side]);
      return { name: change.name, texts: change[side] };
    });
  }

  reset() {
    const changes = this.changed().map((name) => ({ name, before: this.now.get(name), after: this.first.get(name) }));
    if (changes.length) this.record(changes);
    return changes.map(({ name, after }) => ({ name, texts: after }));
  }

  // Another example was chosen, or the matrix is gone: its steps would bring back numbers that nobody asks for.
  forget(name) {
    this.first.delete(name);
    this.now.delete(name);
    const without = (steps) => steps.map((step) => step.filter((change) => change.name !== name)).filter((step) => step.length);
    [this.done, this.undone] = [without(this.done), without(this.undone)];
  }
}
