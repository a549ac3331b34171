// Handlers for exports, checks and imports: resolve the selection, run the job, report its
// progress.
import { EngineError } from '../../contract/errors.ts'
import type { ExportSelection } from '../../contract/index.ts'
import { exportTo, verifyExport, type Selection } from '../../export/index.ts'
import { importFrom } from '../../import/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { resolveRef } from '../../contract-ids.ts'
import type { Serving } from '../serving.ts'

export const portableHandlers: Serving<'portable'> = {
  async export(home, { path, ...selected }, { signal }) {
    const selection = await resolveSelection(home, selected)
    return home.jobs.run('export', signal, async (running) => {
      return { path, ...(await exportTo(home, path, { selection, ...running })) }
    })
  },
  async verify(home, { path }, { signal, state }) {
    const checked = home.jobs.run('verify', signal, async (running) => {
      const verdict = await verifyExport(path, {
        ...running,
        onProgress: (done) => running.onProgress({ done, total: 0 }),
      })
      return { ...verdict, problems: verdict.problems.slice(0, MAX_PROBLEMS) }
    })
    return checked.finally(() => state.received.release(path))
  },
  async import(home, { path }, { signal }) {
    return home.jobs.run('import', signal, (running) => importFrom(home.parts, path, running))
  },
  jobs: (home) => home.jobs.list(),
  async cancel(home, { job }) {
    home.jobs.cancel(job)
    return null
  },
}

const MAX_PROBLEMS = 1000

/** @throws NOT_FOUND, AMBIGUOUS, INVALID */
export async function resolveSelection(
  home: OpenHome,
  { thread, group, album, since, until }: ExportSelection,
): Promise<Selection> {
  const groupKey = group === undefined ? null : home.groups.findNamed(group)
  if (group !== undefined && groupKey === null)
    throw new EngineError('NOT_FOUND', 'There is no group of that name.')
  return {
    thread: thread === undefined ? null : await resolveRef(home.parts, thread),
    group: groupKey,
    album: album === undefined ? null : (await home.albums.resolve(album)).album,
    since: since === undefined ? null : Date.parse(since),
    until: until === undefined ? null : Date.parse(until),
  }
}
