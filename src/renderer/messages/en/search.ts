// Looking for letters, in English.
export const search = {
  title: 'Search',
  field: 'Search your letters',
  placeholder: 'Words, or from:ana is:sealed',
  scope: 'Finds words in everything that is yours or opened, and in the titles of the rest.',
  operators: 'What narrows a search',
  operatorHelp: {
    from: { example: 'from:ana', means: 'written by Ana; from:me is yours' },
    to: { example: 'to:ben', means: 'for Ben' },
    is: { example: 'is:sealed', means: 'also opened, starred, urgent, held, done, archived, sent, received' },
    has: { example: 'has:reply', means: 'answers another letter' },
    before: { example: 'before:2026-01-31', means: 'older than that day' },
    after: { example: 'after:2026-01-01', means: 'from that day on' },
    label: { example: 'label:harbour', means: 'with that label' },
  },
  addOperator: (example: string) => `Add ${example} to the search`,
  clear: 'Clear the search',
  searching: 'Searching…',
  found: (count: number, isMore: boolean) =>
    isMore ? `${count} letters and more` : count === 1 ? '1 letter' : `${count} letters`,
  noneTitle: 'Nothing found',
  noneText: 'Sealed letters are found by their titles only. Fewer words, or another spelling, may find more.',
  beginTitle: 'What are you looking for?',
  wrong: 'That narrows in a way that is not known:',
  failed: 'The search did not work.',
}
