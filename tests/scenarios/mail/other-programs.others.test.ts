// A mail of a letter is read by a program of others: Python's email.
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { writeOutgoing, type OutgoingMail } from '../../../src/core/mail/write-outgoing.ts'

const python = ['/usr/bin/python3', 'python3'].find((one) => {
  try {
    execFileSync(one, ['-c', 'import email'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})
/** In a run that must check everything, a missing program is a failure. */
const mustRun = process.env.CI !== undefined

const READ = `
import sys, json, email, email.policy
mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
people = lambda name: [[one.display_name, one.addr_spec] for one in mail[name].addresses]
part = lambda one: one.get_content() if one.get_content_maintype() == 'text' else one.get_payload(decode=True).decode()
print(json.dumps({
  'from': people('from'), 'to': people('to'), 'subject': mail['subject'], 'date': mail['date'].datetime.isoformat(),
  'id': mail['message-id'], 'references': mail['references'].split(),
  'plain': mail.get_body(('plain',)).get_content(), 'html': mail.get_body(('html',)).get_content(),
  'files': [[one.get_filename(), one.get_content_type(), part(one)] for one in mail.iter_attachments()],
  'shown': [one['content-id'] for one in mail.walk() if one['content-id']],
  'defects': [str(defect) for one in mail.walk() for defect in one.defects],
}))
`

const SUBJECT = '庭のこと: 100 % "fine", とても長い題名がここに続いていて一行には収まりきらない'
const MAIL: OutgoingMail = {
  from: { name: 'Zoë, “the baker”', address: 'zoe@example.net' },
  to: [
    // Of a longer name Python puts spaces between the encoded words, which it must not.
    { name: '田中 純一郎（庭師）', address: 'jun@example.org' },
    { name: 'Tea <tea@example.org>', address: 'tea+list@example.org' },
  ],
  subject: SUBJECT,
  at: Date.UTC(2026, 10, 28, 12),
  messageId: '<fk.7wq@example.net>',
  references: ['<one@example.org>', '<two@example.org>'],
  isUrgent: true,
  text: `From here\n.\n> quoted\n梨の木が、また塀を越えてきました。\n${'long '.repeat(60)}end\n`,
  html: '<p>梨 <img src="cid:1.fk@example.net" alt="pear"></p>\n',
  files: [
    {
      name: '梨の写真.png',
      type: 'image/png',
      content: Buffer.from('picture'),
      contentId: '1.fk@example.net',
    },
    { name: `${'長い名前の'.repeat(12)} "b;c".txt`, type: 'text/plain', content: Buffer.from('one\ntwo\n') },
    { name: 'old.eml', type: 'message/rfc822', content: Buffer.from('Subject: x\n\nx') },
  ],
}

test.skipIf(python === undefined && !mustRun)('Python reads every part of a mail as it was written', () => {
  const read = JSON.parse(
    execFileSync(python!, ['-c', READ], { input: writeOutgoing(MAIL), encoding: 'utf8' }),
  ) as Record<string, unknown>
  expect(read).toEqual({
    ...{ from: [[MAIL.from.name, MAIL.from.address]], subject: SUBJECT, id: MAIL.messageId, defects: [] },
    to: MAIL.to.map(({ name, address }) => [name, address]),
    date: '2026-11-28T12:00:00+00:00',
    references: MAIL.references,
    plain: MAIL.text,
    html: `<!doctype html><html><body>\n${MAIL.html}</body></html>\n`,
    shown: ['<1.fk@example.net>'],
    files: [
      [MAIL.files[1]!.name, 'text/plain', 'one\ntwo\n'],
      ['old.eml', 'application/octet-stream', 'Subject: x\n\nx'],
    ],
  })
})
