// Restoring a backup with a passphrase: asked for only if needed, and retried without a second
// upload.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test, vi } from 'vitest'
import { EngineError, type RecoveredHome } from '../../../src/core/contract/index.ts'
import RecoverStep from '../../../src/renderer/first-run/RecoverStep.svelte'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { renderInApp } from '../support/render.ts'

const m = en.backup
const PLACE = `place:${'0'.repeat(32)}`
const report = {
  ...{ backupAt: 1, letters: 1, contacts: 0, groups: 0, files: 0, held: 0, lost: {}, isListed: true },
}

type Asked = { backup?: string; backupPassphrase?: string }

/** Goes to the step of the file, and chooses one. */
async function open(recover: (asked: Asked) => unknown) {
  const home = {
    status: () => ({ state: 'empty', person: null, name: null, wordsProven: null, keyring: null }),
    isPhrase: () => true,
    recovery: () => null,
    recover,
  }
  const onentered = vi.fn()
  const made = renderInApp(RecoverStep, { onentered, onback: vi.fn() }, { home })
  const pass = vi.fn(async () => PLACE)
  made.shell.files.pass = pass
  const first = screen.getByRole('combobox', { name: m.wordNumber(1) })
  await fireEvent.input(first, { target: { value: Array<string>(24).fill('zoo').join(' ') } })
  await fireEvent.click(screen.getByRole('button', { name: m.next }))
  await screen.findByRole('heading', { name: m.fileTitle })
  await chooseFile('b.fumikura-backup')
  return { ...made, pass, onentered }
}

async function chooseFile(name: string): Promise<void> {
  const picker = document.querySelector<HTMLInputElement>('input[data-adds=backup]')!
  await fireEvent.change(picker, { target: { files: [new File(['x'], name)] } })
}

const bringBack = (): Promise<unknown> => fireEvent.click(screen.getByRole('button', { name: m.withFile }))

async function enter(passphrase: string): Promise<void> {
  await fireEvent.input(screen.getByLabelText(m.lockedLabel), { target: { value: passphrase } })
  await bringBack()
}

function opensWith(passphrase: string) {
  return vi.fn(({ backupPassphrase }: Asked) => {
    if (backupPassphrase === undefined) throw new EngineError('BACKUP_LOCKED', '')
    if (backupPassphrase !== passphrase) throw new EngineError('BAD_BACKUP_PASSPHRASE', '')
    return { person: 'p', device: 'd', name: 'Chiyo', report } as unknown as RecoveredHome
  })
}

test('the passphrase is a third step, a wrong one is reported at its field, and the file is sent once', async () => {
  const recover = opensWith('plum tree')
  const { pass } = await open(recover)
  expect(screen.getByText(m.stepOf(2, 2))).toBeTruthy()
  await bringBack()
  const heading = await screen.findByRole('heading', { name: m.lockedTitle })
  expect([document.activeElement, screen.getByText(m.stepOf(3, 3)) !== null]).toEqual([heading, true])
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: m.withFile }).disabled).toBe(true)
  await enter('plum')
  expect((await screen.findByRole('alert')).textContent).toBe(m.lockedWrong)
  await enter('plum tree')
  await screen.findByRole('heading', { name: m.doneTitle })
  expect([pass.mock.calls.length, recover.mock.calls.map(([asked]) => asked.backupPassphrase)]).toEqual([
    1,
    [undefined, 'plum', 'plum tree'],
  ])
})

test('a file without a passphrase is restored without that step', async () => {
  await open(() => ({ person: 'p', device: 'd', name: 'Chiyo', report }))
  await bringBack()
  await screen.findByRole('heading', { name: m.doneTitle })
})

test('the report counts the missing objects by kind, and is silent if none is missing', async () => {
  const missing = { ...report, lost: { openings: 2, drafts: 1 } }
  await open(() => ({ person: 'p', device: 'd', name: 'Chiyo', report: missing }))
  await bringBack()
  await screen.findByText(m.doneLost, { exact: false })
  expect([m.lost.openings(2), m.lost.drafts(1)].map((words) => screen.queryByText(words) !== null)).toEqual([
    ...[true, true],
  ])
  expect(screen.queryByText(m.doneUnlisted)).toBeNull()
})

test('the report names what no backup has, and leads to where it is set up again', async () => {
  const { onentered } = await open(() => ({ person: 'p', device: 'd', name: 'Chiyo', report }))
  await bringBack()
  await screen.findByRole('heading', { name: m.doneTitle })
  for (const [words] of Object.values(m.notBackOf)) expect(screen.getByText(words)).toBeTruthy()
  expect(screen.getByText(m.notBackSessions)).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Invite someone' }))
  await fireEvent.click(screen.getByRole('button', { name: 'Set up the site' }))
  await fireEvent.click(screen.getByRole('button', { name: 'Plan backups' }))
  expect(onentered.mock.calls).toEqual([
    [{ screen: 'people', person: null }],
    [{ screen: 'settings', part: 'site' }],
    [{ screen: 'settings', part: 'backup' }],
  ])
})

test('a person who goes back can choose another file, or restore without one', async () => {
  const { pass } = await open(opensWith('plum tree'))
  await bringBack()
  await screen.findByRole('heading', { name: m.lockedTitle })
  await enter('wrong')
  await screen.findByRole('alert')
  await waitFor(() => screen.getByRole('button', { name: m.back }))
  await fireEvent.click(screen.getByRole('button', { name: m.back }))
  await screen.findByRole('heading', { name: m.fileTitle })
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByRole('button', { name: m.withoutFile })).toBeTruthy()
  await chooseFile('c.fumikura-backup')
  await bringBack()
  await screen.findByRole('heading', { name: m.lockedTitle })
  expect(screen.getByLabelText<HTMLInputElement>(m.lockedLabel).value).toBe('')
  expect(pass).toHaveBeenCalledTimes(2)
})

test('a file whose damage shows only after the passphrase leads back to the file step', async () => {
  await open(({ backupPassphrase }) => {
    throw new EngineError(backupPassphrase === undefined ? 'BACKUP_LOCKED' : 'DAMAGED', '')
  })
  await bringBack()
  await screen.findByRole('heading', { name: m.lockedTitle })
  await enter('plum tree')
  await screen.findByRole('heading', { name: m.fileTitle })
  expect((await screen.findByRole('alert')).textContent.trim()).toBe(m.fileDamaged)
})
