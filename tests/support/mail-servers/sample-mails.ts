// Mails for tests of the mail server port, with CRLF as they are on the wire.

export interface Sample {
  id: string
  raw: Buffer
}

export function plainMail(id: string, subject = 'Order', text = 'Two loaves, please.'): Sample {
  return make(id, [`Subject: ${subject}`, 'Content-Type: text/plain; charset=utf-8', '', text, ''])
}

/** Text and HTML, a picture within, a mail within, and a file whose name is not ASCII. */
export function mailWithParts(id: string): Sample {
  return make(id, [
    'Subject: Everything',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary="words"',
    '',
    '--words',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Words',
    '--words',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Words</p>',
    '--words--',
    '--outer',
    'Content-Type: image/png; name="dot.png"',
    'Content-Transfer-Encoding: base64',
    'Content-ID: <dot@example.org>',
    'Content-Disposition: inline; filename="dot.png"',
    '',
    'iVBORw0KGgo=',
    '--outer',
    'Content-Type: message/rfc822',
    '',
    'Subject: Within',
    'Content-Type: text/plain',
    '',
    'Inner words',
    '--outer--',
    '',
  ])
}

/** A mail with one encoded file of about this many bytes. */
export function mailWithFile(id: string, bytes: number): Sample & { section: string; encoded: Buffer } {
  const file = Buffer.alloc(bytes, 'Every byte of the film has to come back. ')
  const lines = file.toString('base64').match(/.{1,76}/g) ?? []
  const encoded = Buffer.from(lines.join('\r\n'))
  const { raw } = make(id, [
    'Subject: Film',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: text/plain',
    '',
    'Here it is.',
    '--outer',
    'Content-Type: application/octet-stream; name="film.bin"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="film.bin"',
    '',
    encoded.toString(),
    '--outer--',
    '',
  ])
  return { id, raw, section: '2', encoded }
}

function make(id: string, rest: string[]): Sample {
  const head = [
    'From: Mara <mara@example.org>',
    'To: alice@example.org',
    'Date: Tue, 01 Dec 2026 08:00:00 +0000',
    `Message-ID: <${id}@example.org>`,
  ]
  return { id: `<${id}@example.org>`, raw: Buffer.from([...head, ...rest].join('\r\n')) }
}
