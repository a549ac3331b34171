// Commands to look after a home: its health, its drafts, and the browsers that are signed in.
import type { DoctorReport, LogLine, Session } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flag } from '../fields.ts'
import { draftJson } from '../letter-json.ts'
import { cleanLine, countOf, showSize, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const doctor = asking({
  name: 'doctor',
  summary: 'the health of this home, or the engine’s log',
  fields: { log: flag('show the latest lines of the engine’s log, since its start') },
  ask: ({ api, input }): Promise<DoctorReport | LogLine[]> =>
    input.log ? api.doctor.log() : api.doctor.report(),
  show: (result) => (Array.isArray(result) ? showLog(result) : showReport(result)),
})

function showLog(lines: LogLine[]): string {
  if (lines.length === 0) return 'The log is empty.'
  return lines.map(({ at, level, text }) => `${at} ${level} ${cleanLine(text)}`).join('\n')
}

function showReport(report: DoctorReport): string {
  const advice = report.warnings.map((warning) => `! ${cleanLine(warning)}`)
  return [
    report.healthy ? 'All is well.' : 'Please look at this:',
    ...advice,
    '',
    showTable([...listFacts(report), ...listFindings(report)]),
  ].join('\n')
}

function listFacts({
  home,
  ledger,
  cores,
  marks,
  network,
  store,
  feeds,
  clock,
  push,
}: DoctorReport): string[][] {
  const coreBytes = cores.bytes === null ? '' : `, ${showSize(cores.bytes)}`
  return [
    [
      'home',
      `format ${home.format}, key ${home.keyring}, words ${home.wordsProven ? 'confirmed' : 'not confirmed'}`,
    ],
    [
      'ledger',
      ledger.reason === null
        ? `${ledger.state}, ${countOf(ledger.commits, 'commit')}`
        : `${ledger.state}: ${ledger.reason}`,
    ],
    ['cores', `${cores.own} own, ${cores.foreign} of others, ${cores.frozen} frozen${coreBytes}`],
    ['store', `${countOf(store.blocks, 'block')}, ${showSize(store.bytes)}; ${store.kept} of others kept`],
    ['feeds', `${countOf(feeds.written.records, 'record')} written, ${feeds.read.records} read`],
    ['marks', `${marks.checked} checked, ${marks.behind} behind, ${marks.frozen} frozen`],
    ['network', `swarm ${network.swarm}, lan ${network.lan}, ${network.peers.length} connected`],
    ['clock', clock.state],
    ['push', showPush(push)],
  ]
}

function showPush({ phones, last }: DoctorReport['push']): string {
  const answer = last === null ? '' : `, last answer ${last.status || 'none'} at ${showTime(last.at)}`
  return `${countOf(phones, 'phone')} told of letters${answer}`
}

function listFindings({ skipped, parked, unfiled, rewritten, unencrypted }: DoctorReport): string[][] {
  return [
    ['skipped', showCounts(skipped)],
    ...showList(
      'parked',
      parked.map(({ person, reason }) => `${person}: ${reason}`),
    ),
    ...showList(
      'rewritten',
      rewritten.map(
        ({ person, core, length, fork, seenAt }) =>
          `${person}: core ${core} at length ${length}, fork ${fork}, seen ${showTime(seenAt)}`,
      ),
    ),
    ...showUnfiled(unfiled),
    ...showList('not encrypted', unencrypted),
  ]
}

function showUnfiled({ count, letters }: DoctorReport['unfiled']): string[][] {
  const shown = letters.map(({ ref, object, filedBy, reason }) => {
    const how = filedBy === 'title' ? 'listed without its text' : 'in no list'
    return `${ref ?? object}: ${how} (${reason})`
  })
  const more = count - letters.length
  return showList('not indexed', more === 0 ? shown : [...shown, `and ${more} more`])
}

/** One row per entry; only the first row has the name. */
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

const drafts = calling('drafts.list', {
  name: 'drafts',
  summary: 'letters that you started and have not sent',
  json: (list) => list.map(draftJson),
  show: (list) =>
    list.length === 0
      ? 'No drafts.'
      : showTable(
          list.map((one) => [
            one.draft,
            showTime(one.savedAt),
            cleanLine(one.readers.map(({ name }) => name).join(', ')),
            cleanLine(one.subject),
          ]),
        ),
})

const sessions = calling('sessions.list', {
  name: 'sessions',
  summary: 'the browsers that are signed in',
  show: showSessions,
})

const revoke = calling('sessions.revoke', {
  name: 'revoke',
  summary: 'sign out a browser at once',
  fields: { session: argument('SESSION') },
  show: showSessions,
})

function showSessions(list: Session[]): string {
  if (list.length === 0) return 'No browser is signed in.'
  return showTable(list.map((one) => [one.session, showTime(one.lastSeenAt), cleanLine(one.label)]))
}

export const upkeepCommands: Command[] = [doctor, drafts, sessions, revoke]
