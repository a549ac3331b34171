// The whole story, scene by scene, for any hands: from three empty homes to a letter in the
// archive. A notice waits ten seconds for an undo by its author; meanwhile the story continues
// elsewhere.
import { readFile } from 'node:fs/promises'
import { expect } from '../support/index.ts'
import { letterText, mark, named, reader, row, within, words, type Sight } from './eyes.ts'
import type { Cast, Player } from './cast.ts'

export interface Scene {
  title: string
  play: (cast: Cast) => Promise<void>
}

const MINUTES = 'Minutes of the harbour meeting'
const MINUTES_TEXT = '次の会議は京都庁で。 We agreed on three boats.'
const POSTCARD = 'A postcard'
const FROM_AFAR = 'From afar'
const OFFER = 'The offer'
const LATER = 'For later'
const BRIEF = 'Only for a moment'

/** The page proposes a day of next week, and the hands choose one two months later. */
const PROPOSED = new Date(Date.now() + 7 * 24 * 3_600_000)
const EXPIRY_MONTH = new Date(PROPOSED.getFullYear(), PROPOSED.getMonth() + 2)
  .toLocaleDateString('en-GB', { month: 'short' })
  .slice(0, 3)

const sealedButton = named('button', 'Open the letter')
/** The toast of the letter that was sent last; earlier ones may still be visible. */
const stored: Sight = (where) => where.getByText(/^Sending .+ in \d+ s$/).last()

/** Sends the letter and waits until the composer is closed. */
async function sendOff({ hand, eyes }: Player): Promise<void> {
  await hand.send()
  await eyes.miss(named('textbox', 'Letter'))
}

export const STORY: readonly Scene[] = [
  {
    title: 'three people begin with a name, and postpone their words',
    async play(cast) {
      for (const { name, hand, eyes } of Object.values(cast)) {
        await hand.begin(name)
        await eyes.see(
          named('heading', 'Nothing has arrived yet'),
          words(/^You haven’t written down your 24 words yet/),
        )
      }
    },
  },
  {
    title: 'alice invites bob by a link, and bob accepts it',
    async play({ alice, bob }) {
      await alice.hand.makeInvite()
      await bob.hand.acceptInvite(await alice.hand.copyField('Your invite link'))
      // The sentences about it pass; a button of bob and the news of alice stay.
      await bob.eyes.await(named('button', 'Remove alice'))
      await alice.eyes.await(words('Accepted your invitation. You’re contacts now.'))
    },
  },
  {
    title: 'carol knocks at the address of alice, and is let in',
    async play({ alice, carol }) {
      await alice.hand.go('People')
      const address = await alice.hand.copyField('My address')
      await carol.hand.go('People')
      await carol.hand.knock(address, 'Your neighbour, about the boat')
      await alice.hand.go('Contact requests')
      await alice.eyes.await(named('heading', 'Someone who says they are carol'))
      await alice.eyes.see(words('“Your neighbour, about the boat”'))
      await alice.hand.acceptKnock('carol')
      await alice.eyes.see(named('heading', 'No requests'))
      await carol.eyes.await(named('link', /^alice online/))
      await carol.eyes.see(words('You and alice are contacts now.'))
    },
  },
  {
    title: 'bob and carol meet as well',
    async play({ bob, carol }) {
      await bob.hand.go('People')
      await bob.hand.makeInvite()
      await carol.hand.acceptInvite(await bob.hand.copyField('Invite link'))
      await carol.eyes.await(words('You and bob are contacts now.'))
      await bob.eyes.await(named('link', /^carol online/))
      await bob.eyes.see(words('You and carol are contacts now.'))
    },
  },
  {
    title: 'alice writes a controlled and an open letter to bob and carol, and one to bob with an expiry',
    async play({ alice, bob }) {
      await alice.hand.write({ to: ['bob', 'carol'], subject: MINUTES, text: MINUTES_TEXT })
      await alice.eyes.see(words('Only bob and carol can open this. You’ll see when they open it.'))
      await sendOff(alice)
      await alice.eyes.see(stored)
      await alice.hand.write({
        to: ['bob', 'carol'],
        subject: POSTCARD,
        text: 'It is warm here.',
        opening: 'Nobody sees who opened it',
      })
      await alice.eyes.see(words(/You won’t see when they open it, and you can’t recall it\./))
      await sendOff(alice)
      await alice.hand.write({ to: ['bob'], subject: FROM_AFAR, text: 'I was away.', hasEnd: true })
      await alice.eyes.see(words(new RegExp(`The letter expires [A-Z][a-z]+day \\d+ ${EXPIRY_MONTH}`)))
      await sendOff(alice)
      await bob.hand.go('Inbox')
      await bob.eyes.await(row('Inbox', MINUTES))
    },
  },
  {
    title: 'bob sees what opening reports, and opens; alice sees the opening at once',
    async play({ alice, bob, carol }) {
      await carol.hand.go('Inbox')
      await carol.eyes.await(row('Inbox', MINUTES))
      await alice.hand.go('Sent')
      await alice.hand.choose('Sent', MINUTES)
      await alice.eyes.see(reader('bob', 'notified'), reader('carol', 'notified'))

      await bob.hand.choose('Inbox', MINUTES)
      await bob.eyes.see(words('alice will see when you open it'), sealedButton)
      await bob.eyes.miss(letterText(MINUTES_TEXT))
      await bob.hand.openSealed()
      await bob.eyes.see(letterText(MINUTES_TEXT))

      await alice.eyes.see(reader('bob', 'referenced'), reader('carol', 'notified'))
      await alice.eyes.see(words('1 of 2 has opened it'))
    },
  },
  {
    title: 'bob marks the letter done with a note, and alice reads the note',
    async play({ alice, bob }) {
      await bob.hand.markDone('two are painted')
      await bob.eyes.see(words(/^You marked it done, today at/))
      await alice.eyes.see(reader('bob', 'done'), words('done · “two are painted”'))
    },
  },
  {
    title: 'alice recalls the letter: carol, who never opened it, cannot open it, and bob keeps it',
    async play({ alice, bob, carol }) {
      await carol.hand.choose('Inbox', MINUTES)
      await carol.eyes.see(sealedButton)
      await alice.hand.recall()
      await alice.eyes.see(words('Recalled from carol.'), words(/^Too late for bob: opened today/))
      await alice.eyes.see(reader('carol', 'recalled'), reader('bob', 'done'))
      await carol.eyes.see(named('heading', 'Recalled before you opened it'))
      await carol.eyes.miss(sealedButton)
      await carol.reload()
      await carol.eyes.see(named('heading', 'Recalled before you opened it'))
      await bob.reload()
      await bob.eyes.see(letterText(MINUTES_TEXT))
    },
  },
  {
    title: 'carol reads the open letter, which is reported to no one',
    async play({ alice, carol }) {
      await carol.hand.choose('Inbox', POSTCARD)
      await carol.eyes.see(words('Nobody will see when you open it'))
      await carol.hand.openSealed()
      await carol.eyes.see(letterText('It is warm here.'))
      await alice.hand.go('Sent')
      await alice.hand.choose('Sent', POSTCARD)
      await alice.eyes.see(reader('bob', 'notified'), reader('carol', 'notified'))
    },
  },
  {
    title: 'bob answers the letter by a link',
    async play({ bob }) {
      await bob.hand.reply('Then the third is mine.', 'alice')
      await bob.eyes.see(stored)
    },
  },
  {
    title: 'alice holds a letter and lets it go',
    async play({ alice, bob }) {
      await alice.hand.write({
        to: ['bob'],
        subject: OFFER,
        text: 'Forty, and the oars.',
        when: 'Hold until I release it',
      })
      await sendOff(alice)
      await alice.eyes.see(words(`“${OFFER}”: Stored and held. Nobody is notified.`))
      await alice.hand.go('Held')
      await alice.hand.choose('Held', OFFER)
      await alice.eyes.see(reader('bob', 'held'))
      await bob.hand.go('Inbox')
      await bob.eyes.miss(row('Inbox', OFFER))
      await alice.hand.letGo()
      await bob.eyes.see(row('Inbox', OFFER))
      await alice.hand.hold()
      await alice.eyes.see(reader('bob', 'held'))
      await bob.hand.choose('Inbox', OFFER)
      await bob.eyes.see(named('heading', 'On hold'))
      await alice.hand.letGo()
      await bob.eyes.see(sealedButton)
    },
  },
  {
    title: 'alice schedules a letter, and bob knows nothing of it',
    async play({ alice, bob }) {
      await alice.hand.write({ to: ['bob'], subject: LATER, text: 'Good morning.', when: 'Pick a time…' })
      await alice.eyes.see(words(/Readers will be notified [A-Z][a-z]+day \d+ [A-Z].*, \d\d:00/))
      await sendOff(alice)
      await alice.eyes.see(words(/: Scheduled for .*\d\d:00/))
      await alice.hand.go('Scheduled')
      await alice.hand.choose('Scheduled', LATER)
      await alice.eyes.see(words('bob knows nothing of it yet.'))
      await bob.eyes.miss(row('Inbox', LATER))
    },
  },
  {
    title: 'a letter that bob did not open in time expires while he looks at it',
    async play({ alice, bob }) {
      // The page accepts only whole minutes, too long for a test; the command line takes seconds.
      // A slow machine needs some of them for the command and the notice.
      const end = new Date(Date.now() + 15_000).toISOString()
      await alice.person.run(['send', '--to', 'bob', '--subject', BRIEF, '--text', 'Now!', '--expires', end])
      await bob.eyes.see(row('Inbox', BRIEF))
      await bob.hand.choose('Inbox', BRIEF)
      await bob.eyes.see(sealedButton)
      await bob.eyes.await(named('heading', 'Expired'))
      await bob.eyes.miss(sealedButton)
      await alice.hand.go('Sent')
      await alice.hand.choose('Sent', BRIEF)
      await alice.eyes.see(reader('bob', 'expired'))
    },
  },
  {
    title: 'alice reads the reply beside her own letter, and answers it; carol gets neither',
    async play({ alice, carol }) {
      await alice.hand.go('Inbox')
      await alice.eyes.await(row('Inbox', MINUTES))
      await alice.hand.choose('Inbox', MINUTES)
      await alice.eyes.see(words('bob will see when you open it'))
      await alice.hand.openSealed()
      await alice.eyes.see(letterText('Then the third is mine.'))
      await alice.eyes.see(letterText(MINUTES_TEXT))
      await alice.hand.reply('Gladly.')
      await alice.eyes.see(stored)
      await carol.hand.go('Inbox')
      // The rows of news beside the letters have no title.
      await carol.eyes.count((where) => where.getByRole('list', { name: 'Inbox' }).locator('.title'), 2)
    },
  },
  {
    title: 'alice reloads in the middle of writing, and her draft is there',
    async play({ alice }) {
      await alice.hand.write({ to: ['carol'], subject: 'About the boat', text: 'Dear carol,' })
      await alice.eyes.see((where) => where.locator('[data-saving=saved]'))
      await alice.reload()
      await alice.eyes.readText(named('textbox', 'Letter'), 'Dear carol,')
      await alice.eyes.readField(named('textbox', 'Subject'), 'About the boat')
      await alice.eyes.see(named('button', 'Remove carol'))
    },
  },
  {
    title:
      'alice’s engine ends: bob reads a letter that carol has, and waits for one that no other reader has',
    async play({ alice, bob }) {
      await alice.person.goAway('SIGKILL')
      await alice.eyes.see(words(/^Fumikura isn’t answering/))
      await alice.hand.writeOn(' it is yours.')
      await alice.eyes.see(words(/^Not saved\./))

      // Bob starts to open the letter before his engine notices that alice is offline.
      await bob.hand.choose('Inbox', POSTCARD)
      await bob.eyes.see(words('Nobody will see when you open it'))
      await bob.hand.openSealed()
      await bob.eyes.await(letterText('It is warm here.'))
      await bob.hand.choose('Inbox', FROM_AFAR)
      await bob.eyes.see(words(new RegExp(`^Until \\d+ ${EXPIRY_MONTH}`)))
      await bob.hand.openSealed()
      await bob.eyes.see(words('alice is offline'))
    },
  },
  {
    title: 'alice’s engine is back: the letter that bob waits for opens, and no stored text is lost',
    async play({ alice, bob }) {
      await alice.comeBack()
      await alice.eyes.see((where) => where.locator('[data-saving=saved]'))
      await bob.eyes.await(letterText('I was away.'))
      await alice.reload()
      await alice.eyes.readText(named('textbox', 'Letter'), 'Dear carol, it is yours.')
      await alice.hand.go('Sent')
      await alice.hand.choose('Sent', MINUTES)
      await alice.eyes.see(reader('bob', 'done'), reader('carol', 'recalled'))
    },
  },
  {
    title: 'bob reads alice’s answer, and the three letters are in one thread',
    async play({ bob, carol }) {
      await bob.eyes.await(within(row('Inbox', MINUTES), words('3 letters')))
      await bob.hand.choose('Inbox', MINUTES)
      await bob.hand.openSealed()
      await bob.eyes.see(letterText('Gladly.'))
      await bob.eyes.count(named('article', /./), 3)
      expect(await carol.person.run<unknown[]>(['list'])).toHaveLength(2)
    },
  },
  {
    title: 'a search finds a word in English and in Japanese',
    async play({ alice, bob }) {
      const found = row('Search', MINUTES)
      await bob.hand.search('boats')
      await bob.eyes.see(found)
      await bob.hand.search('nowhere')
      await bob.eyes.see(named('heading', 'Nothing found'))
      await bob.hand.search('京都庁')
      await bob.eyes.see(found)
      await alice.hand.search('京都庁')
      await alice.eyes.see(found)
      await alice.eyes.find(within(found, mark('京都庁')))
    },
  },
  {
    title: 'a letter is saved as a mail file',
    async play({ bob }) {
      await bob.hand.go('Inbox')
      await bob.hand.choose('Inbox', POSTCARD)
      const path = await bob.saves(() => bob.hand.saveAsEml())
      // The file may exist before its content is written.
      await expect.poll(() => readFile(path, 'utf8')).toMatch(/^Subject: A postcard\r?$/m)
      const mail = await readFile(path, 'utf8')
      const [, text = ''] = mail.split('\r\n\r\n')
      expect(Buffer.from(text, 'base64').toString('utf8')).toBe('It is warm here.')
    },
  },
  {
    title: 'a letter goes to the archive, and undo brings it back',
    async play({ bob }) {
      await bob.hand.archive()
      await bob.eyes.see(words(/^Archived “.+”$/))
      await bob.eyes.miss(row('Inbox', POSTCARD))
      await bob.hand.undo()
      await bob.eyes.see(row('Inbox', POSTCARD))
    },
  },
]
