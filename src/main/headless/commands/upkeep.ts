// Commands that look after a home: its health, its drafts, and the browsers that may use it.
import type { DoctorReport, Draft, Session } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, showSize, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const doctor = asking<DoctorReport>({
  name: 'doctor',
  usage: '',
  summary: 'the health of this home',
  ask: ({ api }) => api.doctor.report(),
  show(report) {
    const { home, ledger, cores, marks, network, store, feeds, clock } = report
    const advice = report.warnings.map((warning) => `! ${cleanLine(warning)}`)
    const facts = showTable([
      [
        'home',
        `format ${home.format}, key ${home.keyring}, words ${home.wordsProven ? 'proven' : 'not proven'}`,
      ],
      [
        'ledger',
        ledger.reason === null
          ? `${ledger.state}, ${ledger.commits} commits`
          : `${ledger.state}: ${ledger.reason}`,
      ],
      [
        'cores',
        `${cores.own} own, ${cores.foreign} of others, ${cores.frozen} frozen${cores.bytes === null ? '' : `, ${showSize(cores.bytes)}`}`,
      ],
      ['store', `${store.blocks} blocks, ${showSize(store.bytes)}; ${store.kept} of others kept`],
      ['feeds', `${feeds.written.records} records written, ${feeds.read.records} read`],
      ['marks', `${marks.checked} checked, ${marks.behind} behind, ${marks.frozen} frozen`],
      ['network', `swarm ${network.swarm}, lan ${network.lan}, ${network.peers.length} connected`],
      ['clock', clock.state],
      ['skipped', showCounts(report.skipped)],
      ...showList(
        'parked',
        report.parked.map(({ person, reason }) => `${person}: ${reason}`),
      ),
      ...showList('in clear', report.unencrypted),
    ])
    return [report.healthy ? 'All is well.' : 'Something needs you:', ...advice, '', facts].join('\n')
  },
})

/** One row for each, the name only before the first. */
function showList(name: string, list: string[]): string[][] {
  if (list.length === 0) return [[name, 'nothing']]
  return list.map((entry, at) => [at === 0 ? name : '', cleanLine(entry)])
}

function showCounts(counts: Record<string, number>): string {
  const entries = Object.entries(counts)
  return entries.length === 0
    ? 'nothing'
    : entries.map(([reason, count]) => `${count} ${cleanLine(reason)}`).join(', ')
}

const drafts = asking<Draft[]>({
  name: 'drafts',
  usage: '',
  summary: 'letters begun and not sent',
  ask: ({ api }) => api.drafts.list(),
  show: (list) =>
    list.length === 0
      ? 'No drafts.'
      : showTable(
          list.map((one) => [
            one.draft,
            showTime(one.savedAt),
            cleanLine(one.to.join(', ')),
            cleanLine(one.subject),
          ]),
        ),
})

const sessions = asking<Session[]>({
  name: 'sessions',
  usage: '',
  summary: 'the browsers that may use this home',
  ask: ({ api }) => api.sessions.list(),
  show: showSessions,
})

const revoke = asking<Session[]>({
  name: 'revoke',
  usage: 'SESSION',
  summary: 'shut one of those browsers out, at once',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.sessions.revoke({ session: given.args[0]! }),
  show: showSessions,
})

function showSessions(list: Session[]): string {
  if (list.length === 0) return 'No browser.'
  return showTable(list.map((one) => [one.session, showTime(one.lastSeenAt), cleanLine(one.label)]))
}

export const upkeepCommands: Command[] = [doctor, drafts, sessions, revoke]
