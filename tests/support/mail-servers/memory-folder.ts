// One folder of the mail server in memory: mails with UIDs, flags, labels and the numbers of their
// changes.
import type { FlagsOf, FolderState, ServerFlags, ServerFolder } from '../../../src/core/accounts/index.ts'
import { readSections, type ReadMail } from './mime-sections.ts'

export interface MemoryMail {
  uid: number
  raw: Uint8Array
  read: ReadMail
  receivedAt: number
  flags: Set<string>
  labels: Set<string>
  modseq: number
  /** The same for each copy of a mail, like the id of Gmail. */
  id: string
}

export class MemoryFolder {
  readonly facts: ServerFolder
  readonly mails = new Map<number, MemoryMail>()
  readonly vanished: { uid: number; modseq: number }[] = []
  uidValidity: number
  uidNext = 1
  modseq = 1
  keepsKeywords = true
  /** Called after each change, with the reason that IDLE would tell. */
  onChange: () => void = () => undefined

  constructor(facts: ServerFolder, uidValidity: number) {
    this.facts = facts
    this.uidValidity = uidValidity
  }

  add(mail: Omit<MemoryMail, 'uid' | 'modseq' | 'read'>): number {
    const uid = this.uidNext++
    this.mails.set(uid, { ...mail, uid, modseq: ++this.modseq, read: readSections(mail.raw) })
    this.onChange()
    return uid
  }

  remove(uid: number): MemoryMail | null {
    const mail = this.mails.get(uid)
    if (mail === undefined) return null
    this.mails.delete(uid)
    this.vanished.push({ uid, modseq: ++this.modseq })
    this.onChange()
    return mail
  }

  change(uid: number, of: 'flags' | 'labels', add: string[], remove: string[]): void {
    const mail = this.mails.get(uid)
    if (mail === undefined) return
    for (const word of add) mail[of].add(word)
    for (const word of remove) mail[of].delete(word)
    mail.modseq = ++this.modseq
    this.onChange()
  }

  /** Removes everything and begins anew, as after a repair of the server. */
  remake(): void {
    this.mails.clear()
    this.vanished.length = 0
    this.uidValidity += 1
    this.uidNext = 1
    this.modseq += 1
    this.onChange()
  }

  list(has: (uid: number) => boolean): MemoryMail[] {
    return [...this.mails.values()].filter((mail) => has(mail.uid)).sort((a, b) => a.uid - b.uid)
  }

  state(hasModseq: boolean): FolderState {
    const { uidValidity, uidNext, keepsKeywords } = this
    const modseq = hasModseq ? `${this.modseq}` : null
    return { uidValidity, uidNext, count: this.mails.size, modseq, keepsKeywords }
  }
}

export function flagsOf(mail: MemoryMail): ServerFlags {
  const words = [...mail.flags].map((flag) => flag.toLowerCase())
  const known = ['\\seen', '\\flagged', '\\answered', '\\draft']
  return {
    seen: words.includes('\\seen'),
    flagged: words.includes('\\flagged'),
    answered: words.includes('\\answered'),
    draft: words.includes('\\draft'),
    keywords: words.filter((word) => !known.includes(word)).sort(),
    labels: [...mail.labels].sort(),
  }
}

export function flagRow(mail: MemoryMail, hasModseq: boolean): FlagsOf {
  return { uid: mail.uid, flags: flagsOf(mail), modseq: hasModseq ? `${mail.modseq}` : null }
}
