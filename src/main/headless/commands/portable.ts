// Commands to export everything for other programs, to check an export, and to import.
import { actingAlone, calling, type Command } from '../command.ts'
import { argument, text, time, toPath } from '../fields.ts'
import { cleanLine, countOf, showSize } from '../screen.ts'

const exportCommand = calling('portable.export', {
  name: 'export',
  usage: 'DIR|FILE.zip',
  summary: 'export all or some letters and files for other programs; not encrypted',
  fields: {
    path: argument('DIR|FILE.zip').to(toPath),
    thread: text('REF', 'only the thread of this letter'),
    group: text('GROUP', 'only posts in this group'),
    album: text('ALBUM', 'only the photos and files of this album'),
    since: time('TIME', 'only letters since this time'),
    until: time('TIME', 'only letters before this time'),
  },
  show: ({ path, letters, files, bytes }) =>
    `${countOf(letters, 'letter')} and ${countOf(files, 'file')}, ${showSize(bytes)}: ${cleanLine(path)}`,
})

const verify = actingAlone({
  name: 'verify',
  summary: 'check that an export is exactly what its senders stored; needs no home',
  fields: { path: argument('DIR|FILE.zip').to(toPath) },
  async act(_given, { path }) {
    // Loaded only here, because loading the verifier takes longer than most commands.
    const { verifyExport } = await import('../load-verifier.ts')
    return verifyExport(path, { signal: NEVER, onProgress: () => undefined })
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

const importCommand = calling('portable.import', {
  name: 'import',
  summary: 'import an export, or mail of other programs (mbox, Maildir, .eml, vCard, zipped or not)',
  fields: { path: argument('PATH').to(toPath) },
  show: ({ taken, known, refused, refusedCount }) =>
    [
      `${taken} imported, ${known} already here, ${refusedCount} not imported.`,
      ...refused.map(({ what, code }) => `not imported: ${cleanLine(what)} (${code})`),
    ].join('\n'),
})

const NEVER = new AbortController().signal

export const portableCommands: Command[] = [exportCommand, verify, importCommand]
