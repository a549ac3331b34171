// A letter as a file that other programs read: e-mail or Markdown. What leaves is what was opened, with its ref, so that it can be found again.
import MailComposer from 'nodemailer/lib/mail-composer/index.js'

/** A letter in plain values; times in ms since the epoch. */
export interface LetterToExport {
  ref: string
  from: { person: string; name: string }
  to: { person: string; name: string }[]
  subject: string
  text: string
  at: number
  replyTo: string | null
}

export interface LetterFile {
  name: string
  /** Media type. */
  type: string
  text: string
}

/** RFC 5322 with UTF-8 text; threads by Message-ID and In-Reply-To made from refs. */
export async function exportEml(letter: LetterToExport): Promise<LetterFile> {
  const mail = new MailComposer({
    from: mailbox(letter.from),
    to: letter.to.map(mailbox),
    subject: letter.subject,
    text: letter.text,
    date: new Date(letter.at),
    messageId: messageId(letter.ref),
    ...(letter.replyTo === null
      ? {}
      : { inReplyTo: messageId(letter.replyTo), references: messageId(letter.replyTo) }),
    headers: { 'X-Fumikura-Ref': { prepared: true, value: letter.ref } },
  })
  const bytes = await mail.compile().build()
  return { name: `${fileName(letter)}.eml`, type: 'message/rfc822', text: bytes.toString('utf8') }
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

/** Nobody has a mail address here: the person's key stands where one would, under a name that no mail server has. */
function mailbox({ person, name }: { person: string; name: string }): { name: string; address: string } {
  return { name, address: `${person}@fumikura.invalid` }
}

/** A ref is longer than a line of mail may be; the part that tells it from others is enough to thread by. */
function messageId(ref: string): string {
  return `<${ref.slice(ref.lastIndexOf('/') + 1).slice(0, 108)}@fumikura.invalid>`
}

const MAX_NAME_CHARS = 80

/** Safe on every system: no path, control, reserved or direction-changing characters. */
function fileName({ subject, at }: LetterToExport): string {
  const day = new Date(at).toISOString().slice(0, 10)
  const plain = subject
    .normalize('NFC')
    .replace(/[\p{C}\\/:*?"<>|%\s]+/gu, ' ')
    .trim()
  const safe = Array.from(plain).slice(0, MAX_NAME_CHARS).join('')
  return `${day} ${safe === '' ? 'letter' : safe}`.replace(/[. ]+$/, '')
}
