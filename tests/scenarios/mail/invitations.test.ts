// A mail with an invitation says what, when and who; the calendar itself can still be saved.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { calendar, event } from '../../support/calendars.ts'
import { useCircle } from '../../support/circle.ts'
import { calling, type Person } from '../../support/person.ts'
import { importInto } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

const DINNER = calendar(
  event('SUMMARY:Abendessen bei Müller', 'DTSTART:20261209T180000Z', 'ORGANIZER:mailto:mara@x.example'),
)

function mailWith(text: string): string {
  return [
    'From: Mara <mara@x.example>',
    'Subject: Dinner',
    'Message-ID: <dinner@x.example>',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: multipart/alternative; boundary="a"',
    '',
    '--a',
    'Content-Type: text/plain',
    '',
    'Will you come?',
    '--a',
    'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
    'Content-Transfer-Encoding: 8bit',
    '',
    `${text}--a--`,
    '--b',
    'Content-Type: application/ics; name="invite.ics"',
    'Content-Disposition: attachment; filename="invite.ics"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(text).toString('base64'),
    '--b',
    'Content-Type: application/pdf; name="menu.pdf"',
    '',
    '%PDF-1',
    '--b--',
    '',
  ].join('\r\n')
}

async function read(text: string) {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = await makeFolder()
  await writeFile(join(folder, 'dinner.eml'), mailWith(text))
  await importInto(alice, folder)
  const [entry] = await alice.list('imported')
  return { alice, folder, letter: await alice.read(entry!.ref!, 0) }
}

test('an invitation is read, is known among the files with its copy, and can be saved', async () => {
  const { alice, folder, letter } = await read(DINNER)
  expect(letter).toMatchObject({
    text: 'Will you come?',
    invitation: {
      ...{ kind: 'asked', title: 'Abendessen bei Müller' },
      organiser: { address: 'mara@x.example' },
      files: letter.attachments.slice(0, 2).map(({ file }) => file),
    },
  })
  expect(letter.attachments.map(({ name }) => name)).toEqual(['invitation.ics', 'invite.ics', 'menu.pdf'])
  const { saved } = await alice.do.files.save({ ref: letter.ref, number: 1, folder, waitMs: 0 }, calling)
  expect((await readFile(saved[0]!, 'utf8')).trimEnd()).toBe(DINNER.trimEnd())
})

test('a broken calendar is a file like others', async () => {
  const { letter } = await read(DINNER.replace('BEGIN:VEVENT', 'BEGIN'))
  expect(letter).not.toHaveProperty('invitation')
  expect(letter.attachments).toHaveLength(3)
})
