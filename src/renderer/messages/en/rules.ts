// Rules and saved searches, in English.
export const rules = {
  title: 'Rules',
  refused: 'This name is taken, or the search can’t be read. Change one of them.',
  intro:
    'A rule acts on letters when they arrive, and again when you open them. It never opens a letter: of a sealed one it knows only what the notice says.',
  none: 'You have no rules yet. Search for something, then make a rule of the search.',
  add: 'New rule',
  edit: 'Edit rule',
  make: 'Make a rule',
  create: 'Create rule',
  save: 'Save rule',
  name: 'Name',
  query: 'Letters that match',
  queryHint: 'A search, such as from:ana invoice or has:file.',
  labels: 'Add labels',
  labelsHint: 'Separate several with commas.',
  does: 'What happens',
  archive: 'Archive',
  urgentStays: 'Urgent letters stay in the inbox.',
  star: 'Star',
  done: 'Mark as done when I open it',
  doneHint: 'The sender sees this, and it can’t be undone.',
  sealedHint:
    'While a letter is sealed, its text and the names of its files are unknown. A word in the text matches after you open the letter.',
  found: (count: number) =>
    count === 0
      ? 'No letter matches now.'
      : count === 1
        ? 'One letter matches now.'
        : `${count} letters match now.`,
  applyNow: (count: number) =>
    count === 1 ? 'Apply to that letter now' : `Apply to these ${count} letters now`,
  apply: 'Apply now',
  applied: (name: string, count: number) =>
    count === 0
      ? `“${name}” changed nothing.`
      : count === 1
        ? `“${name}” changed one letter.`
        : `“${name}” changed ${count} letters.`,
  added: (name: string) => `Rule “${name}” added. It acts on what arrives from now on.`,
  changed: (name: string) => `Rule “${name}” changed.`,
  removed: (name: string) => `Rule “${name}” removed. What it changed stays.`,
  acts: {
    archive: 'archive',
    star: 'star',
    done: 'done when opened',
    label: (label: string) => `label “${label}”`,
  },
  acted: (count: number) => (count === 1 ? 'changed one letter' : `changed ${count} letters`),
  broken: 'This rule does nothing, because its search can’t be read. Edit it.',
  isOn: (name: string) => `Rule “${name}” is on`,
  more: (name: string) => `More for “${name}”`,
  up: 'Move up',
  down: 'Move down',
  remove: 'Remove',
  byRule: (name: string) => `by rule “${name}”`,
  undo: 'Undo',
  undoNamed: (name: string) => `Undo what the rule “${name}” did to this letter`,
  undone: (name: string) => `What “${name}” did is undone. It won’t act on this letter again.`,

  searches: 'Saved searches',
  searchesNone: 'Nothing saved yet. Search for something, then save the search.',
  saveSearch: 'Save search',
  saveTitle: 'Save this search',
  searchName: 'Name',
  searchNameHint: 'It appears in the menu under this name.',
  saved: (name: string) => `Search saved as “${name}”.`,
  rename: 'Rename',
  renameTitle: (name: string) => `Rename “${name}”`,
  searchRemoved: (name: string) => `Saved search “${name}” removed.`,
}
