// Exports one letter as a file that other programs read: e-mail or Markdown. It has the ref of the
// letter, so that it can be found again.
import { utf8 } from '../base/index.ts'
import { trimEndOf } from '../contract/trim-end.ts'
import { writeMail, type WrittenLink } from '../mail/index.ts'

/** A letter in plain values. Times are ms since the epoch. */
export interface LetterToExport {
  ref: string
  from: { person: string; name: string }
  to: { person: string; name: string }[]
  subject: string
  text: string
  at: number
  replyTo: string | null
  links: WrittenLink[]
}

interface LetterFile {
  name: string
  /** Media type. */
  type: string
  text: string
}

export function exportEml(letter: LetterToExport): LetterFile {
  const { ref, from, to, subject, text, at, replyTo, links } = letter
  const mail = writeMail({
    ...{ ref, subject, at, replyTo, links, type: 'text/markdown; charset=utf-8', body: utf8(text) },
    from: { name: from.name, id: from.person },
    to: to.map(({ name, person }) => ({ name, id: person })),
  })
  return { name: `${fileName(letter)}.eml`, type: 'message/rfc822', text: mail }
}

export function exportMarkdown(letter: LetterToExport): LetterFile {
  const head = [
    `# ${letter.subject.replace(/[\r\n]+/g, ' ')}`,
    '',
    `- From: ${letter.from.name}`,
    `- To: ${letter.to.map(({ name }) => name).join(', ')}`,
    `- Sent: ${new Date(letter.at).toISOString()}`,
    `- Ref: <${letter.ref}>`,
    ...(letter.replyTo === null ? [] : [`- In reply to: <${letter.replyTo}>`]),
    '',
  ]
  return {
    name: `${fileName(letter)}.md`,
    type: 'text/markdown',
    text: `${head.join('\n')}\n${letter.text}\n`,
  }
}

const MAX_NAME_CHARS = 80

/**
 * Returns a name that is safe on every system: no path, control, reserved or direction-changing
 * characters.
 */
function fileName({ subject, at }: LetterToExport): string {
  const day = new Date(at).toISOString().slice(0, 10)
  const plain = subject
    .normalize('NFC')
    .replace(/[\p{C}\\/:*?"<>|%\s]+/gu, ' ')
    .trim()
  const safe = Array.from(plain).slice(0, MAX_NAME_CHARS).join('')
  return trimEndOf(`${day} ${safe === '' ? 'letter' : safe}`, '. ')
}
