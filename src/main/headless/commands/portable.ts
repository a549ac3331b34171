// Commands to export everything for other programs, to check an export, and to import. Paths are
// made absolute here, because the engine may have another working directory.
import { resolve } from 'node:path'
import type { Exported, ImportReport, Verified } from '../../../core/contract/index.ts'
import { actingAlone, asking, type Command } from '../command.ts'
import { cleanLine, countOf, showSize } from '../screen.ts'

const exportCommand = asking<Exported>({
  name: 'export',
  usage: 'DIR|FILE.zip',
  summary: 'export all or some letters and files for other programs; not encrypted',
  args: { min: 1, max: 1 },
  options: {
    thread: { kind: 'text', hint: 'REF', about: 'only the thread of this letter' },
    group: { kind: 'text', hint: 'GROUP', about: 'only posts in this group' },
    album: { kind: 'text', hint: 'ALBUM', about: 'only the photos and files of this album' },
    since: { kind: 'text', hint: 'TIME', about: 'only letters since this time' },
    until: { kind: 'text', hint: 'TIME', about: 'only letters before this time' },
  },
  ask: ({ given, api, world }) =>
    api.portable.export({
      path: resolve(given.args[0]!),
      thread: given.text('thread'),
      group: given.text('group'),
      album: given.text('album'),
      since: given.time('since', world.now()),
      until: given.time('until', world.now()),
    }),
  show: ({ path, letters, files, bytes }) =>
    `${countOf(letters, 'letter')} and ${countOf(files, 'file')}, ${showSize(bytes)}: ${cleanLine(path)}`,
})

const verify = actingAlone<Verified>({
  name: 'verify',
  usage: 'DIR|FILE.zip',
  summary: 'check that an export is exactly what its senders stored; needs no home',
  args: { min: 1, max: 1 },
  async act(given) {
    // Loaded only here, because loading the verifier takes longer than most commands.
    const { verifyExport } = await import('../verify-export.ts')
    return verifyExport(resolve(given.args[0]!), { signal: NEVER, onProgress: () => undefined })
  },
  show: ({ ok, checked, problems, withheld }) =>
    [
      ok
        ? `${countOf(checked, 'object')}, all exactly as their senders stored them.`
        : `${countOf(checked, 'object')} exactly as their senders stored them, but:`,
      ...problems.map((problem) => `! ${cleanLine(problem)}`),
      ...withheld.map(
        ({ what, code, isHere }) =>
          `${isHere ? 'without proof' : 'not included'}: ${cleanLine(what)} (${cleanLine(code)})`,
      ),
    ].join('\n'),
  isBad: ({ ok }) => !ok,
})

const importCommand = asking<ImportReport>({
  name: 'import',
  usage: 'PATH',
  summary: 'import an export, or mail of other programs (mbox, Maildir, .eml, vCard, zipped or not)',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.portable.import({ path: resolve(given.args[0]!) }),
  show: ({ taken, known, refused, refusedCount }) =>
    [
      `${taken} imported, ${known} already here, ${refusedCount} not imported.`,
      ...refused.map(({ what, code }) => `not imported: ${cleanLine(what)} (${code})`),
    ].join('\n'),
})

const NEVER = new AbortController().signal

export const portableCommands: Command[] = [exportCommand, verify, importCommand]
