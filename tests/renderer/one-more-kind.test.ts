// Two made-up kinds of letters and a made-up audience. They add rows to the two tables of the page;
// no other file of the page knows them, and all that shows a letter works.
import ListChecks from '@lucide/svelte/icons/list-checks'
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  Addressee,
  Letter,
  LetterSummary,
  ObjectAudience,
  RefText,
  ThreadLetter,
} from '../../src/core/contract/index.ts'
import {
  AUDIENCES,
  entryOf,
  together,
  type AudienceRow,
  type Reader,
} from '../../src/renderer/audiences/index.ts'
import { letterDesk } from '../../src/renderer/audiences/row.ts'
import { describeAudience } from '../../src/renderer/compose/audience-words.ts'
import FormerReaders from '../../src/renderer/compose/FormerReaders.svelte'
import GroupPage from '../../src/renderer/groups/GroupPage.svelte'
import LetterRow from '../../src/renderer/inbox/LetterRow.svelte'
import { rowWords } from '../../src/renderer/inbox/row-words.ts'
import ThreadRow from '../../src/renderer/inbox/ThreadRow.svelte'
import { KINDS, type KindRow } from '../../src/renderer/kinds/index.ts'
import { replyAudience } from '../../src/renderer/letter/reply-audience.ts'
import ThreadPane from '../../src/renderer/letter/ThreadPane.svelte'
import ShareDialog from '../../src/renderer/sharing/ShareDialog.svelte'
import WhoDialog from '../../src/renderer/sharing/WhoDialog.svelte'
import WithdrawDialog from '../../src/renderer/sharing/WithdrawDialog.svelte'
import { Arrivals } from '../../src/renderer/state/arrivals.ts'
import { Composition } from '../../src/renderer/state/composition.svelte.ts'
import { BLANK, findProblem } from '../../src/renderer/state/letter-content.ts'
import { resolveReaders } from '../../src/renderer/state/readers.ts'
import { sentWords } from '../../src/renderer/state/sent-words.ts'
import { isSaid } from '../../src/renderer/state/talk-entries.ts'
import AudienceHarness from './compose/AudienceHarness.svelte'
import { alice } from './compose/people-of-tests.ts'
import { choir } from './groups/groups-of-tests.ts'
import { ANA, letter, ME, refOf } from './inbox/letters.ts'
import { thread } from './inbox/threads.ts'
import { createApp, renderInApp } from './support/render.ts'
import { FakeTalk, sheet } from './talk/talk-of-tests.ts'

const NOW = new Date(2026, 10, 24, 12, 0)
const part: KindRow['part'] = () => import('./support/MadeUpPart.svelte')

/** It has a part of its own in threads and talks. */
const poll: KindRow = {
  Icon: ListChecks,
  line: ({ answer }) => `yes 3 · no 1 · you: ${answer}`,
  snippet: () => 'yes 3 · no 1',
  arrived: (name, title) => `${name} asks: ${title}`,
  ...{ part, card: part },
}
/** It is read as a letter, and has a head of its own. */
const paper: KindRow = { Icon: ListChecks, line: () => 'paper · not proven', head: part }

const POST = 'post@example.org'
const toPost = { address: POST, name: POST } as unknown as Addressee
const post: AudienceRow = {
  entryOf: (one) => ('address' in one ? (one.address as string) : null),
  Icon: ListChecks,
  ...{ standsAlone: false, isNoticed: true, isPublished: false, reports: false, hasVersions: false },
  readers: () => [],
  read: (typed) => (typed.includes('@') ? readerOf(typed) : null),
  called: ({ name }) => name,
  titled: ({ name }) => name,
  desk: letterDesk,
  describe: (readers) => readers.map(({ name }) => `${name} gets a copy.`),
  shareTitle: () => 'Share',
  given: {
    share: ({ name }) => ({ sentences: [`${name} gets a copy.`], action: 'Send a copy' }),
    progress: () => ['a copy was sent'],
    withdrawal: () => ['The copy stays there.'],
  },
}

function readerOf(entry: string): Reader {
  return { entry, name: entry, row: post, contact: null, group: null }
}

const kinds = KINDS as Record<string, KindRow>
const audiences = AUDIENCES as AudienceRow[]
beforeAll(() => {
  Object.assign(kinds, { poll, paper })
  audiences.splice(1, 0, post)
})
afterAll(() => {
  delete kinds['poll']
  delete kinds['paper']
  audiences.splice(audiences.indexOf(post), 1)
})

const made = (kind: string, more: Partial<LetterSummary> = {}): LetterSummary =>
  letter('Plums', { ...more, kind: kind as LetterSummary['kind'] })

const listed = { href: '#', isShown: false, isCurrent: false, onselect: () => undefined }

describe('a made-up kind', () => {
  test.each([
    ['poll', 'sealed', /yes 3 · no 1/],
    ['poll', 'referenced', /yes 3 · no 1/],
    ['paper', 'stored', /paper · not proven/],
    ['paper', 'referenced', /paper · not proven/],
  ] as const)('%s has its sign and its line in a list while it is %s', (kind, state, line) => {
    renderInApp(LetterRow, { ...listed, letter: made(kind, { state }), isSelected: null })
    expect(screen.getByText(line)).toBeTruthy()
    expect(document.querySelector('.lucide-list-checks')).toBeTruthy()
  })

  test.each(['recalled', 'expired', 'held'] as const)('says as any other letter that it is %s', (state) => {
    const context = { now: NOW, me: ME.person }
    expect(rowWords(made('poll', { state }), context)).toEqual(rowWords(letter('Plums', { state }), context))
  })

  test('has its sign and its snippet in the row of a thread', () => {
    const newest = made('poll', { state: 'referenced' })
    renderInApp(ThreadRow, { ...listed, thread: thread('Plums', { newest }), isSelected: false })
    expect(screen.getByText(/yes 3 · no 1/)).toBeTruthy()
    expect(document.querySelector('.lucide-list-checks')).toBeTruthy()
  })

  test.each([
    ['SEALED', 'sealed'],
    [null, 'referenced'],
  ] as const)(
    'shows its part in a thread, alone and among letters, with the code %s',
    async (code, state) => {
      for (const others of [[], ['one']]) {
        drawThread([
          ...others.map((name) => entryOfThread(letter(name), null)),
          entryOfThread(made('poll', { state }), code),
        ])
        expect(await screen.findByText('A part for Plums')).toBeTruthy()
        expect(screen.queryByText('The text of Plums.')).toBeNull()
        expect(screen.queryByRole('button', { name: 'Open' })).toBeNull()
        cleanup()
      }
    },
  )

  test('that is read as a letter shows its head above its text', async () => {
    drawThread([entryOfThread(made('paper', { state: 'stored' }), null)])
    expect(await screen.findByText('A part for Plums')).toBeTruthy()
    expect(await screen.findByText('The text of Plums.')).toBeTruthy()
  })

  test('shows its card in a talk, and is never what was said', async () => {
    const { letter: plain } = sheet('Plums')
    const asked = { ...plain, kind: 'poll' as LetterSummary['kind'] }
    const talk = new FakeTalk([{ ...sheet('Plums'), letter: asked }])
    renderInApp(GroupPage, { group: choir.group, part: 'posts' as const }, talk.calls)
    expect(await screen.findByText('A part for Plums')).toBeTruthy()
    const said = { subject: '', policy: { ...plain.policy, mode: 'open' as const } }
    expect([isSaid({ ...plain, ...said }), isSaid({ ...asked, ...said })]).toEqual([true, false])
  })

  test('is announced in its own words', () => {
    const { app, engine } = createApp()
    app.noun(Arrivals)
    const arrived = made('poll')
    engine.tell({
      type: 'letter-arrived',
      ref: arrived.ref!,
      from: ANA.person,
      letter: arrived,
      isMuted: false,
    })
    expect(app.announcer.text).toMatch(/Ana asks: Plums/)
  })
})

describe('a made-up audience', () => {
  const readers = (to: string[]): Reader[] => resolveReaders(to, [alice], [choir])
  const content = { ...BLANK, to: [alice.person, POST], subject: 'Keys' }

  test('is typed into “To” beside a person, and gets a chip with its sign', async () => {
    let composition: Composition | undefined
    const onmade = (one: Composition): void => void (composition = one)
    renderInApp(AudienceHarness, { contacts: [alice], oncomposition: onmade })
    const input = screen.getByRole('combobox')
    composition!.change({ to: [alice.person] })
    await fireEvent.input(input, { target: { value: POST } })
    expect(screen.getAllByRole('option').map((one) => one.textContent.trim())).toEqual([POST])
    await fireEvent.blur(input)
    expect(composition!.content).toMatchObject({ to: [alice.person, POST], typed: '' })
    const chip = (await screen.findByText(POST)).closest('li')!
    expect(chip.className).not.toMatch(/problem/)
    expect(chip.querySelector('.lucide-list-checks')).toBeTruthy()
  })

  test('describes its own readers, and persons theirs', () => {
    const { sentences, isProblem } = describeAudience(content, readers(content.to), NOW)
    expect([sentences.length, isProblem]).toEqual([2, false])
    expect(sentences.join(' ')).toMatch(/Alice.*post@example.org gets a copy\./)
    expect(findProblem(content, readers(content.to), NOW)).toBeNull()
    expect(findProblem({ ...content, to: [POST, 'self'] }, readers([POST, 'self']), NOW)).toBe('notAlone')
  })

  test('folds into a letter that has persons too', () => {
    const { row, ...facts } = together(readers(content.to))
    expect(row.desk(content)).toMatchObject({ title: 'New letter', action: 'Send' })
    expect(facts).toEqual({
      ...{ isMixed: false, isNoticed: true, isPublished: false, reports: false, hasVersions: false },
    })
    expect(sentWords('notified', content, readers(content.to), NOW).text).toMatch(
      /Alice and post@example\.org/,
    )
  })

  test('is named in lists, and among the readers of a recalled letter', () => {
    const sent = letter('Keys', { from: ME, to: [alice, toPost], state: 'notified' })
    expect(rowWords(sent, { now: NOW, me: ME.person }).who).toBe(`to Alice and ${POST}`)
    const composition = new Composition(createApp().app.api, {}, null)
    renderInApp(FormerReaders, { composition, contacts: [alice], former: [toPost] })
    expect(screen.getByRole('button', { name: new RegExp(POST) })).toBeTruthy()
  })

  test('is reached by a reply to all, beside the persons', () => {
    const answered = { ref: refOf('x'), subject: 'x', from: alice, to: [ME, toPost] }
    expect(replyAudience(answered, { me: ME.person, contacts: [alice], groups: [] })).toEqual({
      ...{ all: [alice.person, POST], author: alice.person, unreached: [] },
    })
  })

  test('can be chosen in the share dialog, which says what it means', async () => {
    const asked: string[] = []
    const share = async (to: string): Promise<Addressee> => (asked.push(to), toPost)
    const { app } = renderInApp(
      ShareDialog,
      { title: 'Share', taken: [alice], note: '', share, onclose: () => undefined },
      { people: { contacts: () => [alice] }, groups: { list: () => [], requests: () => [] } },
    )
    const dialog = within(document.querySelector('dialog')!)
    await fireEvent.input(dialog.getByRole('searchbox', { hidden: true }), { target: { value: POST } })
    await fireEvent.click(await dialog.findByRole('radio', { name: POST, hidden: true }))
    expect(dialog.getByText(`${POST} gets a copy.`)).toBeTruthy()
    await fireEvent.click(dialog.getByRole('button', { name: 'Send a copy', hidden: true }))
    await waitFor(() => expect(asked).toEqual([POST]))
    expect(app.toasts.shown.at(-1)?.text).toContain(POST)
  })

  test('is in “who can read this”, and a withdrawal says what becomes of it', async () => {
    const given = {
      mode: 'open',
      origin: 'sent',
      since: null,
      state: 'notified',
      count: 1,
      opened: 0,
    } as const
    const audience: ObjectAudience = { ...given, mode: 'controlled', audience: toPost }
    renderInApp(
      WhoDialog,
      { ref: refOf('Keys'), onclose: () => undefined, onwithdraw: () => undefined },
      {
        home: { status: () => ({ state: 'open', ...ME }) },
        letters: {
          summary: () => letter('Keys', { from: ME }),
          who: () => ({ ref: refOf('Keys'), audiences: [audience], readers: [], readerCount: 0 }),
        },
        people: { whoami: () => ME },
      },
    )
    expect((await screen.findByText(POST)).closest('li')!.textContent).toMatch(/a copy was sent/)
    cleanup()
    renderInApp(WithdrawDialog, { audience, onwithdraw: () => undefined, onclose: () => undefined })
    expect(document.body.textContent).toMatch(/The copy stays there\./)
  })

  test('is named in an opened letter and in the head of a thread, and persons still report', async () => {
    const mine = { from: ME, to: [ANA, toPost] }
    drawThread([
      entryOfThread(letter('one', { ...mine, state: 'notified' }), null),
      entryOfThread(letter('two', { state: 'referenced', to: [ME, toPost] }), null),
    ])
    expect((await screen.findAllByText(new RegExp(`Ana, ${POST},? and you`))).length).toBe(1)
    expect(await screen.findByText(`to Ana and ${POST}`)).toBeTruthy()
    expect(await screen.findByText(`to you and ${POST}`)).toBeTruthy()
    expect(await screen.findByText(/^Ana opened /)).toBeTruthy()
  })

  test('has an entry that no other audience has', () => {
    expect([toPost, alice, { person: 'self', name: '' } as const].map(entryOf)).toEqual([
      POST,
      alice.person,
      'self',
    ])
  })
})

function entryOfThread(summary: LetterSummary, code: 'SEALED' | null): ThreadLetter {
  const { from, to, subject, sentAt, policy } = summary
  const ref = summary.ref!
  if (code !== null) return { summary, shown: { ref, from, to, subject, sentAt, code } }
  const shown = {
    ...{
      ref,
      from,
      to,
      sentAt,
      policy,
      subject: subject!,
      text: `The text of ${subject}.`,
      links: [],
      tags: [],
    },
    ...{
      attachments: [],
      imported: null,
      replacedBy: null,
      original: null,
      reactions: [],
      verified: true as const,
    },
  }
  return { summary, shown: shown as Letter }
}

function drawThread(letters: ThreadLetter[]): void {
  const opened = { person: ANA.person, name: 'Ana', state: 'referenced', at: '2026-11-24T10:42:00.000Z' }
  renderInApp(
    ThreadPane,
    { ref: refOf('Plums') },
    {
      home: { status: () => ({ state: 'open', ...ME }), standing: () => ({ boxes: {}, labels: [] }) },
      people: { whoami: () => ME, contacts: () => [alice] },
      groups: { list: () => [], requests: () => [] },
      threads: {
        get: () => ({
          summary: thread('Plums', { people: [ANA, ME], count: letters.length }),
          ...{ letters, earlier: null },
        }),
      },
      letters: {
        status: ({ ref }: { ref: RefText }) => ({
          ref,
          readers: [opened],
          byMail: [],
          tally: { referenced: 1 },
        }),
        versions: () => [],
      },
      drafts: { list: () => [] },
    },
  )
}
