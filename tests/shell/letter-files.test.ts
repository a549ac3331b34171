// Letters as files: names that mean a text file on all three systems, and locations that cannot be
// written.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BrowserWindow, NativeImage } from 'electron'
import { DraggedFiles, safeFileName, saveLetterFile } from '../../src/main/shell/letter-files.ts'
import { RunFolder } from '../../src/main/shell/run-folder.ts'
import { wordsOf } from '../../src/main/shell/words/index.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { FakeElectron } from './support/fake-electron.ts'
import { FakeContents } from './support/fake-window.ts'

describe('a file name', () => {
  test.each([
    ['About Friday.eml', 'About Friday.eml'],
    ['金曜日のこと.md', '金曜日のこと.md'],
    ['NOTES.TXT', 'NOTES.txt'],
    ['letter', 'letter.txt'],
    ['', 'letter.txt'],
    ['.eml', 'eml.txt'],
    ['...', 'letter.txt'],
    ['Re: v1.2', 'Re v1.2.txt'],
    // Paths.
    ['../../etc/passwd', 'etc passwd.txt'],
    ['..\\..\\Windows\\win.ini', 'Windows win.ini.txt'],
    ['/etc/cron.d/x.md', 'etc cron.d x.md'],
    ['C:\\x.eml', 'C x.eml'],
    ['~/.ssh/authorized_keys', '~ .ssh authorized_keys.txt'],
    ['letter.eml:stream', 'letter.eml stream.txt'],
    // Names that a system would execute.
    ['invoice.exe', 'invoice.exe.txt'],
    ['invoice.eml.bat', 'invoice.eml.bat.txt'],
    ['fumikura.desktop', 'fumikura.desktop.txt'],
    ['invoice.html', 'invoice.html.txt'],
    ['invoice.md\u202egpj.exe', 'invoice.md gpj.exe.txt'],
    ['desktop.ini', 'desktop.ini.txt'],
    // Device names of Windows.
    ['CON', '_CON.txt'],
    ['con.eml', '_con.eml'],
    ['Aux .md', '_Aux.md'],
    ['COM1.eml', '_COM1.eml'],
    ['LPT².eml', '_LPT².eml'],
    ['CONOUT$.txt', '_CONOUT$.txt'],
    ['nul.tar.md', '_nul.tar.md'],
    ['console.md', 'console.md'],
    // Invisible characters, and trailing ones that Windows drops.
    ['a\0b\nc\u200bd.eml', 'a b c d.eml'],
    ['letter.eml. . ', 'letter.eml'],
    ['letter .eml', 'letter.eml'],
    ['e\u0301.md', 'é.md'],
  ])('the file name for %j is %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe)
  })

  test('a file name of any length is made to fit every file system, and is cut between characters', () => {
    for (const name of ['a'.repeat(255), '手'.repeat(255), '𩸽'.repeat(127), '👩‍👩‍👧'.repeat(40)]) {
      const safe = safeFileName(`${name}.eml`)
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200)
      expect(safe).toMatch(/\.eml$/)
      expect(safe).not.toMatch(/\p{Surrogate}/u)
    }
  })

  test('any subject gives one file name with the ending of a text, and a second pass does not change it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (name) => {
        const safe = safeFileName(name)
        expect(safe).toMatch(/^[^\p{C}<>:"/\\|?*]+\.(eml|md|txt|json|log|csv|ics|vcf)$/u)
        expect(safe).not.toMatch(/^[. ]|[. ]$/)
        expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i)
        expect(basename(safe)).toBe(safe)
        expect(safeFileName(safe)).toBe(safe)
      }),
      { seed: 20260101, numRuns: 2000 },
    )
  })
})

const makeFolder = useTempFolders()
let dir: string
let fake: FakeElectron

beforeEach(async () => {
  dir = await makeFolder()
  fake = new FakeElectron(dir)
})

describe('saving', () => {
  const save = (answer: string): Promise<boolean> => {
    fake.dialog.answers.push(answer)
    const file = { name: '../x.eml', text: 'Dear alice' }
    return saveLetterFile(fake.parts.dialog, {} as unknown as BrowserWindow, file, dir, wordsOf('en'))
  }

  test('asks for a location, proposes a name in the downloads folder, and writes there', async () => {
    expect(await save(join(dir, 'chosen.eml'))).toBe(true)
    expect(fake.dialog.asked[0]).toMatchObject({
      isModal: true,
      options: {
        defaultPath: join(dir, 'x.eml'),
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      },
    })
    expect(await readFile(join(dir, 'chosen.eml'), 'utf8')).toBe('Dear alice')
  })

  test('writes nothing if the person cancels', async () => {
    expect([await save(''), await readdir(dir)]).toEqual([false, []])
  })

  test.runIf(process.platform === 'linux')('reports a full disk', async () => {
    await expect(save('/dev/full')).rejects.toMatchObject({ code: 'NO_SPACE' })
  })

  test('reports a location that cannot be written', async () => {
    await expect(save(join(dir, 'no such folder/x.eml'))).rejects.toMatchObject({ code: 'INVALID' })
    await expect(save(dir)).rejects.toMatchObject({ code: 'INVALID' })
  })
})

describe('dragging out', () => {
  const contents = new FakeContents()
  let dragged: DraggedFiles
  let folder: RunFolder
  let record: string
  const drag = (name: string, text: string): Promise<void> =>
    dragged.drag(
      { webContents: contents } as unknown as BrowserWindow,
      { name, text },
      {} as unknown as NativeImage,
    )

  beforeEach(async () => {
    record = join(await makeFolder(), 'run-folders.json')
    contents.dragged.length = 0
    folder = new RunFolder(dir, record)
    dragged = new DraggedFiles(folder)
  })

  test('gives two letters of one name two files, readable only by the owner, deleted at the end of the run', async () => {
    await drag('x.eml', 'one')
    await drag('x.eml', 'two')
    const files = contents.dragged.map(({ file }) => file)
    expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual(['one', 'two'])
    expect(files.map((file) => basename(file))).toEqual(['x.eml', 'x.eml'])
    expect((await stat(dirname(files[0]!))).mode & 0o777).toBe(0o700)
    await folder.clear()
    expect(await readdir(dir)).toEqual([])
  })

  test('keeps a name that looks like a path in its folder', async () => {
    await drag('../../../escaped.sh', 'x')
    expect(contents.dragged[0]!.file).toMatch(/fumikura-\w+\/file-\w+\/escaped\.sh\.txt$/)
    await folder.clear()
  })

  test('dragging out without end does not fill the disk, because only the latest few files stay', async () => {
    for (let i = 0; i < 30; i++) await drag('x.eml', String(i))
    const [ofThisRun] = await readdir(dir)
    expect(await readdir(join(dir, ofThisRun!))).toHaveLength(8)
    expect(await readFile(contents.dragged.at(-1)!.file, 'utf8')).toBe('29')
    await folder.clear()
  })

  test('reports a missing temporary folder by a code, and works again once it is back', async () => {
    folder = new RunFolder(join(dir, 'gone'), record)
    dragged = new DraggedFiles(folder)
    await expect(drag('x.eml', 'x')).rejects.toMatchObject({ code: 'INVALID' })
    expect(contents.dragged).toEqual([])
    await mkdir(join(dir, 'gone'))
    await drag('x.eml', 'x')
    expect(contents.dragged).toHaveLength(1)
    await folder.clear()
  })

  test('nothing is removed if no file was dragged out', async () => {
    await writeFile(join(dir, 'other'), '')
    await folder.clear()
    expect(await readdir(dir)).toEqual(['other'])
  })
})
