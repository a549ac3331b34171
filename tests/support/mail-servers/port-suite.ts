// The suite of the port MailServer, for every implementation and every set of abilities.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MailConnection, MailServer, ServerAbilities } from '../../../src/core/accounts/index.ts'
import { mailWithFile, mailWithParts, plainMail, type Sample } from './sample-mails.ts'

/** A server with an empty account, and a second way into it, as another program of its person. */
export interface PortWorld {
  server: MailServer
  elsewhere: MailServer
  close(): Promise<void>
}

const NEVER = new AbortController().signal

export function describePort(
  name: string,
  abilities: Omit<ServerAbilities, 'labels'>,
  open: () => Promise<PortWorld>,
): void {
  describe(name, () => {
    let world: PortWorld
    let mine: MailConnection
    let other: MailConnection

    beforeEach(async () => {
      world = await open()
      mine = await world.server.connect(NEVER)
      other = await world.elsewhere.connect(NEVER)
      await other.select('INBOX')
    })
    afterEach(async () => {
      await mine.close()
      await other.close()
      await world.close()
    })

    async function fill(...samples: Sample[]): Promise<number[]> {
      const uids: number[] = []
      for (const { raw } of samples) uids.push((await other.append('INBOX', raw, []))!)
      return uids
    }

    /** The UIDs that vanished since a state that was known, by whatever the server offers. */
    async function findVanished(since: string | null, known: number[]): Promise<number[]> {
      const { vanished } = await mine.listChanges(since, `${known[0]}:${known.at(-1)}`)
      if (vanished !== null) return vanished
      const left = new Set(await mine.listUids())
      return known.filter((uid) => !left.has(uid))
    }

    it('tells its abilities', () => {
      const { qresync, condstore, idle } = mine.abilities
      expect({ qresync, condstore, idle }).toEqual(abilities)
    })

    it('lists folders with one role each', async () => {
      const folders = await mine.listFolders()
      const pathOf = (role: string): string[] =>
        folders.filter((folder) => folder.role === role).map(({ path }) => path)
      expect(pathOf('inbox')).toEqual(['INBOX'])
      expect(pathOf('sent')).toEqual(['Sent'])
      expect(pathOf('trash')).toEqual(['Trash'])
      expect(pathOf('spam')).toEqual(['Junk'])
    })

    it('makes a folder once, and keeps a known one', async () => {
      const made = await mine.makeFolder('Letters')
      expect(made).toMatchObject({ path: 'Letters', name: 'Letters', canSelect: true })
      expect(await mine.makeFolder('Letters')).toEqual(made)
    })

    it('selects a folder with its state', async () => {
      const [uid] = await fill(plainMail('a'))
      const state = await mine.select('INBOX')
      expect(state).toMatchObject({ count: 1, uidNext: uid! + 1, keepsKeywords: true, changes: null })
      expect(state.modseq === null).toBe(!abilities.condstore)
    })

    it('answers GONE for a folder that is not there', async () => {
      await expect(mine.select('Nowhere')).rejects.toMatchObject({ code: 'GONE' })
      await expect(mine.select('INBOX')).resolves.toMatchObject({ count: 0 })
    })

    it('lists mails with flags, size, head and structure', async () => {
      const sample = mailWithParts('parts')
      const [uid] = await fill(sample)
      await other.changeFlags(`${uid}`, { add: ['\\Seen', 'Work'], remove: [] })
      await mine.select('INBOX')
      const [mail, ...rest] = await collect(mine.listMails('1:*', NEVER))
      expect(rest).toEqual([])
      expect(mail).toMatchObject({
        uid,
        size: sample.raw.length,
        flags: { seen: true, flagged: false, answered: false, draft: false, keywords: ['work'], labels: [] },
        serverId: null,
      })
      expect(Math.abs(mail!.receivedAt - Date.now())).toBeLessThan(120_000)
      const head = Buffer.from(mail!.head).toString()
      expect(head).toContain('From: Mara <mara@example.org>\r\n')
      expect(head).toContain('Message-ID: <parts@example.org>\r\n')
      expect(head.endsWith('\r\n\r\n')).toBe(true)
      const structure = await mine.findStructure(uid!)
      const sections = [...walk(structure!)]
      expect(sections).toEqual([
        ['', 'multipart/mixed'],
        ['1', 'multipart/alternative'],
        ['1.1', 'text/plain'],
        ['1.2', 'text/html'],
        ['2', 'image/png'],
        ['3', 'message/rfc822'],
        ['3.1', 'text/plain'],
      ])
      expect(structure!.parts[1]).toMatchObject({
        disposition: 'inline',
        fileName: 'dot.png',
        contentId: 'dot@example.org',
        encoding: 'base64',
        size: 12,
      })
    })

    it('fetches whole mails byte for byte, and marks none as seen', async () => {
      const samples = [plainMail('a'), mailWithParts('b')]
      const uids = await fill(...samples)
      await mine.select('INBOX')
      const mails = await collect(mine.fetchWhole(`${uids[0]}:${uids[1]}`, NEVER))
      expect(mails.map(({ raw }) => Buffer.from(raw).toString())).toEqual(
        samples.map(({ raw }) => raw.toString()),
      )
      const listed = await collect(mine.listMails('1:*', NEVER))
      expect(listed.map(({ flags }) => flags.seen)).toEqual([false, false])
    })

    it('fetches the sections that a mail has', async () => {
      const [uid] = await fill(mailWithParts('parts'))
      await mine.select('INBOX')
      const wanted = ['1.1', '2', '2.MIME', '3.1', '7', 'HEADER']
      const [row] = await collect(mine.fetchSections(`${uid}`, wanted, NEVER))
      const texts = [...row!.sections].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])
      expect(Object.fromEntries(texts)).toMatchObject({
        '1.1': 'Words',
        '2': 'iVBORw0KGgo=',
        '3.1': 'Inner words',
      })
      expect(row!.sections.get('7')?.length ?? 0).toBe(0)
      expect(Buffer.from(row!.sections.get('2.MIME')!).toString()).toContain('Content-ID: <dot@example.org>')
      expect(Buffer.from(row!.sections.get('HEADER')!).toString()).toContain('Subject: Everything')
    })

    it('fetches ranges that join to the section', async () => {
      const sample = mailWithFile('film', 100_000)
      const [uid] = await fill(sample)
      await mine.select('INBOX')
      const pieces: Uint8Array[] = []
      const step = 78 * 200
      for (let from = 0; ; from += step) {
        const piece = await mine.fetchRange(uid!, sample.section, from, step)
        pieces.push(piece)
        if (piece.length < step) break
      }
      expect(Buffer.concat(pieces).equals(sample.encoded)).toBe(true)
      const middle = await mine.fetchRange(uid!, '', 1000, 500)
      expect(Buffer.from(middle).equals(sample.raw.subarray(1000, 1500))).toBe(true)
    })

    it('answers GONE for a range of a mail or part that is not there', async () => {
      const [uid] = await fill(plainMail('a'))
      await mine.select('INBOX')
      await expect(mine.fetchRange(uid! + 5, '1', 0, 10)).rejects.toMatchObject({ code: 'GONE' })
      await expect(mine.fetchRange(uid!, '7', 0, 10)).rejects.toMatchObject({ code: 'GONE' })
    })

    it('passes over UIDs that are not there', async () => {
      const uids = await fill(plainMail('a'), plainMail('b'), plainMail('c'))
      await other.move(`${uids[1]}`, 'Trash')
      await mine.select('INBOX')
      expect(await mine.listUids()).toEqual([uids[0], uids[2]])
      const listed = await collect(mine.listMails(`${uids[0]}:${uids[2]! + 9}`, NEVER))
      expect(listed.map(({ uid }) => uid)).toEqual([uids[0], uids[2]])
    })

    it('changes flags, and another program sees it', async () => {
      const [uid] = await fill(plainMail('a'))
      await mine.select('INBOX')
      await mine.changeFlags(`${uid}`, { add: ['\\Flagged', '\\Answered', '$NotJunk'], remove: [] })
      await mine.changeFlags(`${uid}`, { add: [], remove: ['\\Answered'] })
      await other.select('INBOX')
      const [mail] = await collect(other.listMails('1:*', NEVER))
      expect(mail!.flags).toMatchObject({ flagged: true, answered: false, keywords: ['$notjunk'] })
    })

    it('lists what changed and what vanished since a state', async () => {
      const uids = await fill(plainMail('a'), plainMail('b'), plainMail('c'))
      const { modseq } = await mine.select('INBOX')
      await other.changeFlags(`${uids[0]}`, { add: ['\\Seen'], remove: [] })
      await other.move(`${uids[1]}`, 'Trash')
      const changes = await mine.listChanges(modseq, `${uids[0]}:${uids[2]}`)
      const seen = changes.changed.filter(({ flags }) => flags.seen).map(({ uid }) => uid)
      expect(seen).toEqual([uids[0]])
      if (abilities.condstore) expect(changes.changed.map(({ uid }) => uid)).toEqual([uids[0]])
      expect(changes.vanished).toEqual(abilities.qresync ? [uids[1]] : null)
      expect(await findVanished(modseq, uids)).toEqual([uids[1]])
      if (changes.modseq === null) return
      const later = await mine.listChanges(changes.modseq, `${uids[0]}:${uids[2]}`)
      expect(later).toEqual({ ...later, changed: [], vanished: abilities.qresync ? [] : null })
    })

    it('loses no vanished mail that was told in the middle of another command', async () => {
      const uids = await fill(...['a', 'b', 'c', 'd', 'e'].map((id) => plainMail(id)))
      const { modseq } = await mine.select('INBOX')
      // Each of these commands may carry the news, and nobody reads it there.
      await other.move(`${uids[0]}`, 'Trash')
      await mine.changeFlags(`${uids[4]}`, { add: ['\\Seen'], remove: [] })
      await other.move(`${uids[1]}`, 'Trash')
      await collect(mine.listMails('1:*', NEVER))
      await mine.listUids()
      await other.move(`${uids[2]}`, 'Trash')
      await mine.append('Sent', plainMail('sent').raw, [])
      expect(await findVanished(modseq, uids)).toEqual(uids.slice(0, 3))
      // The same question has the same answer, for a caller that crashed before it wrote it down.
      expect(await findVanished(modseq, uids)).toEqual(uids.slice(0, 3))
    })

    it('tells the changes since a known state when it selects', async () => {
      const uids = await fill(plainMail('a'), plainMail('b'), plainMail('c'))
      const { uidValidity, modseq } = await mine.select('INBOX')
      await mine.select('Sent')
      await other.changeFlags(`${uids[0]}`, { add: ['\\Flagged'], remove: [] })
      await other.move(`${uids[2]}`, 'Trash')
      const known = { uidValidity, modseq: modseq ?? '1', uids: `${uids[0]}:${uids[2]}` }
      const { changes, ...state } = await mine.select('INBOX', known)
      expect(state.count).toBe(2)
      if (!abilities.qresync) return expect(changes).toBeNull()
      expect(changes).toMatchObject({ vanished: [uids[2]], modseq: state.modseq })
      expect(changes!.changed.map(({ uid, flags }) => [uid, flags.flagged])).toEqual([[uids[0], true]])
      const { changes: none } = await mine.select('INBOX', { ...known, uidValidity: uidValidity + 1 })
      expect(none).toBeNull()
    })

    it('moves mails and tells their new UIDs', async () => {
      const uids = await fill(plainMail('a'), plainMail('b'))
      await mine.select('INBOX')
      const moved = await mine.move(`${uids[0]},${uids[1]}`, 'Archive')
      expect([...moved.keys()]).toEqual(uids)
      expect(await mine.listUids()).toEqual([])
      await mine.select('Archive')
      expect(await mine.listUids()).toEqual([...moved.values()])
    })

    it('appends a mail with flags, and finds it by its Message-ID', async () => {
      const sample = plainMail('sent')
      const uid = await mine.append('Sent', sample.raw, ['\\Seen'])
      await mine.select('Sent')
      expect(await mine.findByMessageId(sample.id)).toEqual([uid])
      expect(await mine.findByMessageId('<nobody@example.org>')).toEqual([])
      const [mail] = await collect(mine.listMails(`${uid}`, NEVER))
      expect(mail!.flags.seen).toBe(true)
    })

    it('stops listing when it is cancelled, and goes on with the next command', async () => {
      await fill(plainMail('a'), plainMail('b'), plainMail('c'))
      await mine.select('INBOX')
      const stop = new AbortController()
      const listing = async (): Promise<void> => {
        for await (const _mail of mine.listMails('1:*', stop.signal)) stop.abort()
      }
      await expect(listing()).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(await mine.listUids()).toHaveLength(3)
    })

    it('wakes when a mail arrives, changes or vanishes', async () => {
      const [uid] = await fill(plainMail('a'))
      await mine.select('INBOX')
      for (const act of [
        () => other.append('INBOX', plainMail('b').raw, []),
        () => other.changeFlags(`${uid}`, { add: ['\\Seen'], remove: [] }),
        () => other.move(`${uid}`, 'Trash'),
      ]) {
        const woken = mine.waitForChange(NEVER)
        await act()
        await woken
      }
    })

    it('ends a wait by its signal', async () => {
      await mine.select('INBOX')
      const stop = new AbortController()
      const waited = mine.waitForChange(stop.signal)
      stop.abort()
      await waited
      expect(await mine.listUids()).toEqual([])
    })

    it('answers MAIL_AWAY after its end', async () => {
      await mine.close()
      await expect(mine.listFolders()).rejects.toMatchObject({ code: 'MAIL_AWAY' })
    })

    it('answers CANCELLED to a connect that was cancelled', async () => {
      const stop = new AbortController()
      stop.abort()
      await expect(world.server.connect(stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    })
  })
}

function* walk(part: { section: string; type: string; parts: unknown[] }): Generator<[string, string]> {
  yield [part.section, part.type]
  for (const child of part.parts as (typeof part)[]) yield* walk(child)
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}
