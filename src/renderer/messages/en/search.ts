// Searching letters, in English.
/** An operator with its colon, and what was typed after it. */
interface SearchPart {
  operator: string
  value: string
}

export const search = {
  title: 'Search',
  field: 'Search your letters',
  placeholder: 'Words, or from:ana is:sealed',
  scope: 'Searches the texts and file names of what you wrote or opened, and the subjects of the rest.',
  operators: 'Narrow your search',
  operatorHelp: {
    from: { example: 'from:ana', means: 'from Ana; from:me is you, and from:@example.org finds mail' },
    to: { example: 'to:ben', means: 'to Ben, or to a group' },
    in: {
      example: 'in:archive',
      means:
        'in that box, or in a group by its name, such as in:"Harbour choir"; in:group for any group; only in:spam and in:trash look there',
    },
    is: {
      example: 'is:sealed',
      means:
        'not opened yet; also unread, opened, starred, urgent, held, done, archived, sent, received, mail',
    },
    has: {
      example: 'has:file',
      means: 'with files; also has:pdf, has:photo, has:film; has:reply finds replies',
    },
    filename: { example: 'filename:pdf', means: 'with a file of that name' },
    subject: { example: 'subject:tides', means: 'with that word in the subject' },
    label: { example: 'label:harbour', means: 'with that label' },
    list: { example: 'list:bakers', means: 'a mail of that mailing list' },
    before: { example: 'before:2026-01-31', means: 'before that day' },
    after: {
      example: 'after:2026-01-01',
      means: 'on that day or later; also after:today, after:2026-01, after:2025',
    },
    larger: { example: 'larger:10M', means: 'over 10 MB with its files; smaller: for the opposite' },
    phrase: { example: '"low tide"', means: 'these words in this order' },
    not: { example: '-draft', means: 'without that word; also -from:ana or -label:harbour' },
    or: { example: 'OR', means: 'either of two: tides OR currents' },
  },
  addOperator: (example: string) => `Add ${example} to the search`,
  names: 'People and groups with this name',
  named: {
    from: (name: string) => `From ${name}`,
    to: (name: string) => `To ${name}`,
    in: (name: string) => `In ${name}`,
  },
  clear: 'Clear the search',
  searching: 'Searching…',
  found: (count: number, isMore: boolean) =>
    isMore ? `${count} results and more` : count === 1 ? '1 result' : `${count} results`,
  noneTitle: 'Nothing found',
  noneText: 'Try fewer words, or another spelling. Sealed letters are found by their subjects only.',
  /** `names`: people and groups whose names were typed. */
  instead: (names: string) => `No letter has these words. These are the letters from and to ${names}.`,
  noFilter: (typed: string) =>
    `${typed} isn’t a filter, so it was searched as a word. The filters are below.`,
  from: 'From',
  when: 'When',
  with: 'With',
  that: 'That is',
  lately: 'Lately',
  times: { today: 'Today', thisWeek: 'This week' },
  kinds: { pdf: 'a PDF', photo: 'photos', film: 'a film', file: 'any file' },
  states: {
    sealed: 'sealed',
    starred: 'starred',
    urgent: 'urgent',
    mine: 'mine',
    archived: 'archived',
  },
  pressMany: 'Press as many as you like. You can type them too:',
  wordsForIt: 'the words for it',
  sealedFiles: (count: number, shown: string, isMore: boolean) =>
    isMore
      ? `More than ${shown} sealed letters have files. Their names can’t be searched.`
      : count === 1
        ? '1 sealed letter has files. Their names can’t be searched.'
        : `${shown} sealed letters have files. Their names can’t be searched.`,
  showThem: 'Show',
  wrong: 'Fumikura doesn’t know this filter:',
  expects: {
    day: ({ operator, value }: SearchPart) =>
      `${operator}${value} isn’t a day. Write it like ${operator}2026-01-31.`,
    size: ({ operator, value }: SearchPart) =>
      `${operator}${value} isn’t a size. Write it like ${operator}500k, ${operator}10M or ${operator}1G.`,
    place: ({ operator, value }: SearchPart, known: string) =>
      `There’s no place called “${value}”. After ${operator} you can write the name of a group, or: ${known}.`,
    word: ({ operator, value }: SearchPart, known: string) =>
      `${operator}${value} isn’t possible. After ${operator} you can write: ${known}.`,
    more: () => 'This search asks for nothing yet, so it would find every letter. Write what to look for.',
    fewer: (_part: SearchPart, most: string) => `A search can have at most ${most} parts. Take some out.`,
  },
  failed: 'The search didn’t work. Try again.',
}
