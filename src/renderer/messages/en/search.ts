// Searching letters, in English.
export const search = {
  title: 'Search',
  field: 'Search your letters',
  placeholder: 'Words, or from:ana is:sealed',
  scope: 'Searches the full text of what you wrote or opened, and the titles of the rest.',
  operators: 'Narrow your search',
  operatorHelp: {
    from: { example: 'from:ana', means: 'from Ana; from:me finds your own letters' },
    to: { example: 'to:ben', means: 'to Ben' },
    is: {
      example: 'is:sealed',
      means: 'not opened yet; also opened, starred, urgent, held, done, archived, sent, received',
    },
    has: { example: 'has:reply', means: 'a reply to another letter' },
    before: { example: 'before:2026-01-31', means: 'before that day' },
    after: { example: 'after:2026-01-01', means: 'on that day or later' },
    label: { example: 'label:harbour', means: 'with that label' },
  },
  addOperator: (example: string) => `Add ${example} to the search`,
  clear: 'Clear the search',
  searching: 'Searching…',
  found: (count: number, isMore: boolean) =>
    isMore ? `${count} letters and more` : count === 1 ? '1 letter' : `${count} letters`,
  noneTitle: 'Nothing found',
  noneText: 'Try fewer words, or another spelling. Sealed letters are found by their titles only.',
  beginTitle: 'What are you looking for?',
  wrong: 'Fumikura doesn’t know this filter:',
  failed: 'The search didn’t work. Try again.',
}
