// An mbox like years of real mail: threads of four, Japanese and English, some mails with HTML
// beside the text, one in fifty with a small file.
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const THREAD = 4
const ATTACHED_EVERY = 50
const FIRST_AT = Date.UTC(2011, 0, 3, 8)
const APART_MS = 37 * 60_000
const FILE_BYTES = 12 * 1024

/** Writes the mbox and returns its path. */
export async function makeMailFile(folder: string, mails: number): Promise<string> {
  const path = join(folder, `mails-${mails}.mbox`)
  await pipeline(Readable.from(writeMails(mails)), createWriteStream(path))
  return path
}

export function* writeMails(mails: number): Generator<string> {
  for (let number = 0; number < mails; number++) {
    const separator = `From sender@example.org ${timeOf(number).replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+).*$/, '$1 $3 $2 $5 $4')}`
    yield `${separator}\n${mailOf(number)}\n\n`
  }
}

const timeOf = (number: number): string => new Date(FIRST_AT + number * APART_MS).toUTCString()

/** Returns one of these mails, with LF. */
export function mailOf(number: number): string {
  const isReply = number % THREAD !== 0
  const title = number % 2 === 0 ? '庭の手入れについて' : 'about the garden'
  const head = [
    ...[
      'Received: from mail.example.org by mx.example.net; id 4711',
      `From: "Ume ${number % 97}" <ume${number % 97}@example.org>`,
    ],
    ...['To: Ken <ken@example.net>', `Subject: =?UTF-8?B?${base64(`No. ${number}: ${title}`)}?=`],
    ...[`Date: ${timeOf(number)}`, `Message-ID: <mail-${number}@example.org>`],
    ...(isReply
      ? [`In-Reply-To: <mail-${number - 1}@example.org>`, `References: <mail-${number - 1}@example.org>`]
      : []),
    'MIME-Version: 1.0',
  ]
  return [...head, ...(number % ATTACHED_EVERY === 0 ? withFile(number) : textPart(number))].join('\n')
}

function textPart(number: number): string[] {
  const text = `Letter ${number}.\n\n${'The pear has come over the fence again. また来週書きます。\n'.repeat(8 + (number % 13))}`
  return ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', text]
}

function withFile(number: number): string[] {
  const file = Buffer.alloc(FILE_BYTES, `${number} `).toString('base64').replace(/.{76}/g, '$&\n')
  return [
    ...['Content-Type: multipart/mixed; boundary="apart"', '', '--apart', ...textPart(number), '--apart'],
    ...['Content-Type: image/png; name="pear.png"', 'Content-Disposition: attachment; filename="pear.png"'],
    ...['Content-Transfer-Encoding: base64', '', file, '--apart--', ''],
  ]
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
