// Commands to talk: say something, react, and a talk that runs until the end of the input.
import { createInterface } from 'node:readline'
import type { Api, Talk, TalkEntry } from '../../../core/contract/index.ts'
import { asking, calling, type Asked, type Command, type World } from '../command.ts'
import { argument, flag, text, words } from '../fields.ts'
import { cleanLine, cleanText, shortRef, showParty } from '../screen.ts'
import { showTime } from '../times.ts'

const say = asking({
  name: 'say',
  usage: 'WHO [-]',
  summary: 'say something to a person or a group; they read it as soon as they are notified',
  fields: {
    with: argument('WHO'),
    text: words('rest', 'what you say'),
    replyTo: text('REF', 'the letter that this one answers'),
    replaces: text('REF', 'what you said before and now correct'),
    urgent: flag('mark it urgent, and ask for a confirmation'),
    areYouSafe: flag('ask each reader whether they are safe (urgent)'),
  },
  ask: ({ api, input: { urgent, areYouSafe, ...said } }) =>
    api.talks.say({ ...said, asks: areYouSafe ? 'safety' : urgent ? 'confirmation' : undefined }),
  show: ({ ref, state }) => `${state}  ${shortRef(ref)}`,
})

const react = calling('talks.react', {
  name: 'react',
  summary: 'react to a letter with a short word; an empty one takes your reaction back',
  fields: { ref: argument('REF'), text: words('rest', 'the short word').as('reaction') },
  show: ({ ref, text }) =>
    text === '' ? `taken back  ${shortRef(ref)}` : `${cleanLine(text)}  ${shortRef(ref)}`,
})

const SHOWN_BEFORE = 20

const talk = asking({
  name: 'talk',
  summary: 'talk with a person or a group: each line you type is said, Ctrl-D ends it',
  fields: { who: argument('WHO') },
  network: 'always',
  ask: (asked) => talkUntilEnd(asked, asked.input.who),
  show: ({ said }) => (said === 1 ? '1 message said' : `${said} messages said`),
})

async function talkUntilEnd({ api, world, given }: Asked, who: string): Promise<{ said: number }> {
  const printer = new TalkPrinter(api, who, given.isSet('json') ? null : world)
  await printer.printNew()
  const stop = api.events.subscribe(({ type }) => {
    if (type === 'letter-arrived' || type === 'letter-changed') void printer.printNew()
  })
  let said = 0
  try {
    for await (const line of createInterface({ input: world.stdin })) {
      if (line.trim() === '') continue
      await api.talks.say({ with: who, text: line })
      said++
    }
    await printer.printNew()
  } finally {
    stop()
  }
  return { said }
}

/** Prints each letter of a talk once, in the order of its stream. */
class TalkPrinter {
  readonly #api: Api
  readonly #who: string
  /** Null prints nothing. */
  readonly #world: World | null
  readonly #printed = new Set<string>()
  #running: Promise<void> = Promise.resolve()

  constructor(api: Api, who: string, world: World | null) {
    this.#api = api
    this.#who = who
    this.#world = world
  }

  /** A failed read is repeated by the next event. */
  printNew(): Promise<void> {
    this.#running = this.#running.then(() => this.#print()).catch(() => undefined)
    return this.#running
  }

  async #print(): Promise<void> {
    const stream = await this.#api.talks.stream({ with: this.#who, limit: SHOWN_BEFORE })
    for (const entry of stream.entries) this.#printOnce(entry)
    await this.#markRead(stream)
  }

  #printOnce(entry: TalkEntry): void {
    const { ref } = entry.letter
    if (ref === null || this.#printed.has(ref)) return
    this.#printed.add(ref)
    this.#world?.stdout.write(`${showEntry(entry)}\n`)
  }

  async #markRead({ unread, entries }: Talk): Promise<void> {
    const newest = entries.at(-1)?.letter.ref ?? null
    if (unread > 0 && newest !== null) await this.#api.talks.markRead({ with: this.#who, upTo: newest })
  }
}

function showEntry({ letter, text, reactions }: TalkEntry): string {
  const words = text === null ? `[${cleanLine(letter.subject ?? 'sealed')}]` : cleanText(text)
  const marks = reactions.map((one) => ` (${cleanLine(one.name)}: ${cleanLine(one.text)})`).join('')
  return `${showTime(letter.sentAt)}  ${showParty(letter.from)}: ${words}${marks}`
}

export const talkCommands: Command[] = [say, talk, react]
