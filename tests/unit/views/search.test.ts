// A search finds exactly the letters that a plain scan finds, on pages without gap or repeat.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import type { ListedEntry, SearchFilter } from '../../../src/core/views/index.ts'
import { hasWord, type Phrase } from '../../../src/core/views/tokenizer.ts'
import { factsOfNamed } from '../../../src/core/views/fact-words.ts'
import type { Criterion, SearchTerm } from '../../../src/core/views/search-filter.ts'
import { searchLetters } from '../../../src/core/views/search-letters.ts'
import { planOf } from '../../support/query-plans.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import {
  alice,
  bob,
  carol,
  choir,
  NOW,
  openSampleIndex,
  sampleEntry,
  searchFor,
  type SampleEntry,
  type SampleIndex,
} from './sample-letters.ts'

const makeFolder = useTempFolders()

interface Letter extends SampleEntry {
  text: string
}

const WORDS = [
  'tide',
  'tides',
  'Tidal',
  'blue',
  'garden',
  'ＢＬＵＥ',
  '会',
  '会議',
  '議事録',
  '東京都庁',
  '々ー',
  '7',
]
const SIGNS = ['', ' ', ' ', '、', '-', '\n']
const someText = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...SIGNS)), { maxLength: 5 })
  .map((parts) => parts.flat().join(''))
const someKeys = fc.uniqueArray(fc.constantFrom(alice, bob, carol), { maxLength: 3 })
const NEAR = fc.integer({ min: NOW - 3, max: NOW + 3 })
const LABELS = ['work', '港']

const someLetter = fc
  .record({
    kind: fc.constantFrom('letter', 'mail'),
    side: fc.constantFrom('inbox', 'sent', 'notes', 'imported'),
    author: fc.constantFrom(alice, bob),
    to: someKeys,
    wide: fc.constantFrom([], [{ kind: 'group' as const, key: choir }]),
    subject: fc.option(someText),
    at: NEAR,
    size: fc.integer({ min: 1, max: 5 }),
    attached: fc.record({ count: fc.integer({ min: 0, max: 1 }), bytes: fc.integer({ min: 0, max: 3 }) }),
    state: fc.constantFrom('sealed', 'referenced', 'done', 'recalled'),
    isWaiting: fc.boolean(),
    isReplaced: fc.boolean(),
    reply: fc.constantFrom(null, { object: bob, ref: 'fumikura://ref/x' }),
    policy: fc.record({
      ...{ urgent: fc.boolean(), expires: fc.constantFrom(null, new Date(NOW - 1).toISOString()) },
    }),
    tidy: fc.record({
      isArchived: fc.boolean(),
      isStarred: fc.boolean(),
      labels: fc.uniqueArray(fc.constantFrom(...LABELS)),
      bin: fc.constantFrom(null, null, null, 'spam', 'trash'),
    }),
    textFrom: fc.constantFrom('', 'kept'),
    fileNames: fc.array(someText, { maxLength: 2 }),
    text: someText,
  })
  // A letter has no names of files without files.
  .map(({ attached, fileNames, ...letter }) => {
    const count = Math.max(attached.count, fileNames.length)
    return { ...letter, fileNames, attached: { ...attached, count } }
  })

const somePhrase: fc.Arbitrary<Phrase> = fc
  .record({
    text: fc.oneof(fc.constantFrom(...WORDS, 't', 'tid', '議', '都庁'), someText),
    column: fc.constantFrom(null, null, null, 'title', 'files'),
    isPrefix: fc.boolean(),
  })
  .filter(({ text }) => hasWord(text))

/** Mostly nobody is called as a typed word. */
const someNamed = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  fc.tuple(someKeys, fc.constantFrom([], [choir])).map(([keys, others]) => factsOfNamed(keys, others)),
)

const someTerm: fc.Arbitrary<SearchTerm> = fc
  .oneof(
    {
      weight: 6,
      arbitrary: fc.record({ by: fc.constant('words' as const), phrase: somePhrase, named: someNamed }),
    },
    fc.record({ by: fc.constant('author' as const), persons: someKeys }),
    fc.record({ by: fc.constant('addressee' as const), keys: someKeys.map((keys) => [...keys, choir]) }),
    fc.record({
      by: fc.constant('box' as const),
      box: fc.constantFrom('inbox', 'sent', 'archive', 'starred', 'all', 'spam', 'trash'),
    }),
    fc.record({
      by: fc.constant('state' as const),
      state: fc.constantFrom(
        ...(['unread', 'sealed', 'opened', 'starred', 'urgent', 'held', 'done', 'sent', 'received'] as const),
        'mail',
      ),
    }),
    fc.record({ by: fc.constant('label' as const), label: fc.constantFrom(...LABELS) }),
    fc.record({ by: fc.constantFrom('any-group', 'reply', 'file') }),
    fc.record({ by: fc.constant('file-kind' as const), endings: fc.constantFrom(['tide'], ['blue', '7']) }),
    fc.record({ by: fc.constantFrom('before', 'since'), at: NEAR }),
    fc.record({ by: fc.constantFrom('larger', 'smaller'), bytes: fc.integer({ min: 1, max: 8 }) }),
  )
  .chain((criterion) => fc.boolean().map((isNot) => ({ ...criterion, isNot })))

const someFilter: fc.Arbitrary<SearchFilter> = fc.record({
  groups: fc.array(fc.array(someTerm, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
})

/** The runs of a text between bars, so that a phrase is a part of the string. */
function barred(text: string): string {
  const runs =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[a-z0-9]+|[^a-z0-9\s、-]+/gu) ?? []
  return `|${runs.join('|')}|`
}

function contains(text: string, { text: phrase, isPrefix }: Phrase): boolean {
  const whole = barred(phrase)
  const start = /^\|[a-z0-9]/u.test(whole) ? whole : whole.slice(1)
  const isOpen = isPrefix || !/[a-z0-9]\|$/u.test(whole)
  return barred(text).includes(isOpen ? start.slice(0, -1) : start)
}

function hasPhrase(letter: Letter, phrase: Phrase): boolean {
  const isReadable = letter.textFrom !== ''
  const columns = {
    title: [letter.subject ?? ''],
    body: isReadable ? [letter.text] : [],
    files: isReadable ? [letter.fileNames.join('\n')] : [],
  }
  const searched = phrase.column === null ? Object.values(columns).flat() : columns[phrase.column]
  return searched.some((text) => contains(text, phrase))
}

const BOXES: Record<string, (letter: Letter) => boolean> = {
  inbox: ({ side, tidy }) => side === 'inbox' && !tidy.isArchived,
  sent: ({ side, tidy, isReplaced }) => side === 'sent' && !tidy.isArchived && !isReplaced,
  archive: ({ tidy }) => tidy.isArchived,
  starred: ({ tidy }) => tidy.isStarred,
  all: ({ isReplaced }) => !isReplaced,
  spam: ({ tidy }) => tidy.bin === 'spam',
  trash: ({ tidy }) => tidy.bin === 'trash',
}

const STATES: Record<string, (letter: Letter) => boolean> = {
  unread: ({ state, policy: { expires } }) => state === 'sealed' && expires === null,
  sealed: ({ state }) => state === 'sealed',
  opened: ({ side, state }) => side === 'inbox' && ['referenced', 'done'].includes(state),
  sent: ({ side }) => side === 'sent',
  mail: ({ kind }) => kind === 'mail',
  starred: ({ tidy }) => tidy.isStarred,
  urgent: ({ policy }) => policy.urgent,
  held: ({ isWaiting }) => isWaiting,
  done: ({ state }) => state === 'done',
  received: ({ side }) => side === 'inbox',
}

/** The facts of whom the letter is from and to. */
function peopleFacts({ author, to, wide }: Letter): (string | undefined)[] {
  const [from] = factsOfNamed([author], [])
  return [from, ...factsOfNamed([], [...to, ...wide.map(({ key }) => key)])]
}

function meets(letter: Letter, term: SearchTerm): boolean {
  const bytes = letter.kind === 'mail' ? letter.size : letter.size + letter.attached.bytes
  switch (term.by) {
    case 'words':
      return hasPhrase(letter, term.phrase) || term.named.some((fact) => peopleFacts(letter).includes(fact))
    case 'author':
      return term.persons.includes(letter.author)
    case 'addressee':
      return [...letter.to, ...letter.wide.map(({ key }) => key)].some((key) => term.keys.includes(key))
    case 'box':
      return BOXES[term.box]!(letter) && (!letter.isReplaced || HAVE_REPLACED.has(term.box))
    case 'state':
      return STATES[term.state]!(letter)
    case 'label':
      return letter.tidy.labels.includes(term.label)
    case 'any-group':
      return letter.wide.length > 0
    case 'reply':
      return letter.reply !== null
    case 'file':
      return letter.attached.count > 0
    case 'file-kind':
      return term.endings.some((text) => hasPhrase(letter, { text, column: 'files', isPrefix: false }))
    case 'before':
      return letter.at < term.at
    case 'since':
      return letter.at >= term.at
    case 'larger':
      return bytes > term.bytes
    case 'smaller':
      return bytes < term.bytes
  }
}

/** Boxes that have replaced letters, too. A search meets those in bins alone. */
const HAVE_REPLACED = new Set<string>(['spam', 'trash', 'held', 'scheduled', 'starred'])

function scan(letters: readonly Letter[], { groups }: SearchFilter): Letter[] {
  const named = groups.flat().flatMap((term) => (term.by === 'box' && !term.isNot ? term.box : []))
  const isAsked = ({ isReplaced, tidy: { bin } }: Letter): boolean =>
    bin === null ? !isReplaced : named.includes(bin)
  const isHit = (letter: Letter): boolean =>
    isAsked(letter) && groups.every((terms) => terms.some((term) => meets(letter, term) !== term.isNot))
  return letters.filter(isHit)
}

let count = 0

/** The text of a letter never changes, so each one is a new letter. */
function lettersOf(made: object[]): Letter[] {
  return made.map((one) => {
    const letter = one as Partial<Letter>
    const policy = { ...PLAIN_POLICY, mode: 'controlled' as const, ...letter.policy }
    const more = { ...letter, policy, arrivedAt: null, talk: null }
    return { ...sampleEntry(`${count++}`, more), text: letter.text! }
  })
}

const openOver = async (letters: () => readonly Letter[]): Promise<SampleIndex> => {
  const readText = async (object: Uint8Array): Promise<string | null> =>
    letters().find((letter) => Buffer.compare(letter.object, object) === 0)?.text ?? null
  return openSampleIndex(await makeFolder(), [], undefined, readText)
}

type Search = (filter: SearchFilter, page: { limit: number; before: string | null }) => Promise<ListedEntry[]>

/** Searches as among very many letters. */
const byWords =
  ({ file }: SampleIndex, listed: number): Search =>
  async (filter, page) =>
    searchLetters(file, filter, NOW, page, { few: -1, listed })

async function readAll(
  sample: SampleIndex,
  filter: SearchFilter,
  limit: number,
  search: Search = (asked, page) => sample.index.search(asked, NOW, page),
): Promise<string[][]> {
  const pages: string[][] = []
  let before: string | null = null
  for (;;) {
    const page: ListedEntry[] = await search(filter, { limit, before })
    pages.push(page.map(({ ref }) => ref))
    before = page.at(-1)?.cursor ?? null
    if (page.length < limit) return pages
  }
}

test('a search finds what a plain scan finds, each letter once and the newest first', async () => {
  let letters: Letter[] = []
  const sample = await openOver(() => letters)
  const filters = fc.array(someFilter, { minLength: 8, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.array(someLetter, { maxLength: 40 }), filters, async (made, asked) => {
      letters = lettersOf(made)
      await sample.set(letters)
      for (const filter of asked) {
        const hits = scan(letters, filter)
        const found = (await readAll(sample, filter, 7)).flat()
        expect(found.toSorted()).toEqual(hits.map(({ ref }) => ref).toSorted())
        const times = found.map((ref) => letters.find((letter) => letter.ref === ref)!.at)
        expect(times).toEqual(times.toSorted((a, b) => b - a))
        for (const listed of [-1, 40])
          expect((await readAll(sample, filter, 7, byWords(sample, listed))).flat()).toEqual(found)
        const objects = letters.map(({ object }) => object)
        const matching = await sample.index.listMatching(filter, NOW, objects)
        const listed = hits.filter(({ tidy }) => tidy.bin === null)
        expect(matching).toEqual(listed.map(({ object }) => object))
      }
    }),
    { numRuns: 40 },
  )
  await sample.close()
})

test('a letter whose time changes keeps its words, at its new place', async () => {
  const letters = lettersOf([
    { at: NOW, text: 'blue one', textFrom: 'kept' },
    { at: NOW + 1, text: 'blue two', textFrom: 'kept' },
  ])
  const sample = await openOver(() => letters)
  const find = () => readAll(sample, searchFor('blue'), 9)
  await sample.set(letters)
  const [one, two] = letters.map(({ ref }) => ref)
  expect(await find()).toEqual([[two, one]])
  await sample.set(letters.map((letter) => ({ ...letter, at: letter.at + (letter.ref === one ? 5 : 0) })))
  expect(await find()).toEqual([[one, two]])
  await sample.close()
})

test('searches follow the facts of a letter that change while its words stay', async () => {
  const [letter] = lettersOf([{ to: [alice], text: 'blue', textFrom: 'kept', state: 'sealed' }])
  const sample = await openOver(() => [letter!])
  const findBy = async (...terms: Criterion[]): Promise<number> => {
    const groups = [...searchFor('blue').groups, ...terms.map((term) => [{ ...term, isNot: false }])]
    return (await byWords(sample, -1)({ groups }, { limit: 9, before: null })).length
  }
  const facts = async (): Promise<number[]> => {
    await sample.index.count(NOW)
    return Promise.all([
      findBy({ by: 'state', state: 'sealed' }),
      findBy({ by: 'addressee', keys: [alice] }),
      findBy({ by: 'addressee', keys: [carol] }, { by: 'file' }),
      findBy({ by: 'box', box: 'inbox' }),
    ])
  }
  await sample.set([letter!])
  expect(await facts()).toEqual([1, 1, 0, 1])
  await sample.set([{ ...letter!, state: 'referenced', to: [carol], attached: { count: 1, bytes: 1 } }])
  expect(await facts()).toEqual([0, 0, 1, 1])
  await sample.set([{ ...letter!, side: 'imported' }])
  expect(await facts()).toEqual([1, 1, 0, 0])
  await sample.file.write((tx) =>
    tx.run(`INSERT INTO letter_words (letter_words) VALUES ('integrity-check')`),
  )
  await sample.set([])
  expect(await facts()).toEqual([0, 0, 0, 0])
  await sample.close()
})

test('thousands of letters of one moment are all found', async () => {
  const letters = lettersOf(Array.from({ length: 2500 }, () => ({ at: NOW, text: 'blue', textFrom: 'kept' })))
  const sample = await openSampleIndex(await makeFolder(), [], undefined, async () => 'blue')
  await sample.set(letters)
  const found = (await readAll(sample, searchFor('blue'), 500)).flat()
  expect(new Set(found).size).toBe(2500)
  const before = await sample.index.search(
    { groups: [[{ by: 'before', at: NOW, isNot: false }]] },
    ...([NOW, { limit: 5, before: null }] as const),
  )
  expect(before).toEqual([])
  await sample.close()
})

test('a search reads its index downwards, without sorting', async () => {
  const sample = await openSampleIndex(await makeFolder())
  await sample.set([sampleEntry('one')])
  await sample.index.count(NOW)
  const words = searchFor('one').groups
  const without = words.map((terms) => terms.map((term) => ({ ...term, isNot: true })))
  const rest: SearchTerm[][] = [
    [{ by: 'addressee', keys: [alice, bob], isNot: false }],
    [{ by: 'label', label: 'work', isNot: true }],
    [
      { by: 'state', state: 'opened', isNot: false },
      { by: 'larger', bytes: 1, isNot: false },
    ],
    [
      { by: 'reply', isNot: false },
      { by: 'author', persons: [bob], isNot: false },
    ],
    [
      { by: 'box', box: 'waiting', isNot: false },
      { by: 'any-group', isNot: false },
    ],
  ]
  for (const [groups, first] of [
    [words, 'SCAN letter_words VIRTUAL TABLE'],
    [[...words, ...rest], 'SCAN letter_words VIRTUAL TABLE'],
    [[...without, ...rest], 'SCAN letter_words VIRTUAL TABLE'],
    [rest, 'SEARCH letters USING COVERING INDEX letters_for_search'],
    [[], 'SEARCH letters USING COVERING INDEX letters_for_search'],
  ] as const) {
    const all = vi.spyOn(sample.file, 'all')
    await byWords(sample, -1)({ groups }, { limit: 5, before: null })
    const plan = planOf(sample.file, all.mock.calls.at(-1)![0]).join('\n')
    all.mockRestore()
    expect(plan).toContain(first)
    expect(plan).not.toMatch(/FOR ORDER BY|SCAN letters|SCAN letter_(persons|labels)/)
    expect(plan.match(/letters_for_search/g)).toHaveLength(1)
    expect(plan).toContain('USING COVERING INDEX letters_for_search')
  }
  await sample.close()
})
