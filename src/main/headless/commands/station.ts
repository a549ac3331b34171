// Commands of the operator of a station: run it, invite customers, look after it.
import type { StationReach, StationReport, WebReach } from '../../../core/contract/index.ts'
import { parseWebOptions } from '../../front/web-options.ts'
import type { StationConnection } from '../../station/index.ts'
import { actingAlone, running, type Command } from '../command.ts'
import { findHomeDir } from '../connect.ts'
import { number, QR, text } from '../fields.ts'
import type { Given } from '../given.ts'
import { cleanLine, countOf, showSize, showTable } from '../screen.ts'
import { showWeb, WEB_FIELDS } from '../web-fields.ts'
import { createTerminalLog } from '../terminal-log.ts'
import { showTime } from '../times.ts'

const MAX_PORT = 65_535
const MAX_BYTES = 10 ** 15 - 1
const LINK_HINT = 'A person joins it with this link, once, within 7 days:'

const up = running({
  name: 'station up',
  summary: 'run a station: it keeps the letters of its customers while their devices are off',
  fields: {
    port: number(MAX_PORT, 'N', 'the UDP port, if a router forwards it (default: any)'),
    limitBytes: number(MAX_BYTES, 'BYTES', 'the most bytes for all customers together').as('limit'),
    name: text('NAME', 'a name for the station, which customers see'),
    metricsPort: number(MAX_PORT, 'PORT', 'serve metrics for Prometheus on this port of loopback').as(
      'metrics',
    ),
    ...WEB_FIELDS,
    qr: QR,
  },
  linkOf: ({ link }) => String(link),
  async start({ port, limitBytes, name, metricsPort, ...typed }, given, { version, rendererDir }) {
    const web = parseWebOptions(typed)
    const { startStation } = await import('../../station/index.ts')
    const started = await startStation({
      ...given.homeOptions(),
      home: findHomeDir(given.homeOptions()),
      ...{ port, limitBytes, name, metricsPort, version, web, rendererDir },
      log: createTerminalLog(process.stderr, process.env),
    })
    const { station, number, link, metrics, phones, guests } = started
    const ready = { station, name: started.name, number, link, metrics, web: started.web, phones, guests }
    return { ready: { ...ready, pid: process.pid }, close: () => started.close() }
  },
  show: ({ name, number, link, metrics, ...ready }) =>
    [
      `The station runs. Customers see it as ${cleanLine(String(name))}, number ${String(number)}.`,
      LINK_HINT,
      `  ${String(link)}`,
      'For another person: fumikura station invite',
      ...(metrics === null ? [] : [`Metrics: ${String(metrics)}`]),
      ...showWeb(ready),
      'Ctrl-C ends it.',
    ].join('\n\n'),
})

const invite = actingAlone({
  name: 'station invite',
  summary: 'make a link by which one more person can join the running station',
  fields: {
    bytes: number(MAX_BYTES, 'N', 'how many bytes the person may store (default: 10 GB)'),
    egress: number(MAX_BYTES, 'N', 'how many bytes readers may get a day (default: 50 GB)'),
    qr: QR,
  },
  act: (given, { bytes, egress }) => askStation(given, (api) => api.invite({ bytes, egress })),
  linkOf: ({ link }) => link,
  show: ({ link, number, expiresAt }) =>
    `A person joins with this link, once, until ${showTime(expiresAt)}:\n\n  ${link}\n\n` +
    `They then see the number ${number}.`,
})

const customers = actingAlone({
  name: 'station customers',
  summary: 'the customers of the running station, and what it keeps for each',
  act: (given) => askStation(given, (api) => api.customers()),
  show: (list) =>
    list.length === 0
      ? 'No customers.'
      : showTable(
          list.map(
            ({ account, bytes, limitBytes, cores, gates, remembered, egress, egressLimit, fenced }) => [
              account.slice(0, SHORT_CHARS),
              `${showSize(bytes)} of ${showSize(limitBytes)}`,
              countOf(cores, 'core'),
              `${countOf(gates, 'gate')}, ${remembered} remembered`,
              `${showSize(egress)} of ${showSize(egressLimit)} sent today`,
              fenced ? 'fenced' : '',
            ],
          ),
        ),
})

const SHORT_CHARS = 10

const phones = actingAlone({
  name: 'station phones',
  summary: 'how many phones use the running station',
  act: (given) => askStation(given, (api) => api.phones()),
  show: ({ routes, links, bytesToday, wakes, posted }) =>
    `${countOf(routes, 'route')} to homes, ${countOf(links, 'link')} of phones, ${showSize(bytesToday)} today.\n` +
    `${countOf(wakes, 'phone')} to wake, ${countOf(posted, 'message')} posted since the start.`,
})

const doctor = actingAlone({
  name: 'station doctor',
  summary: 'the health of the running station',
  act: (given) => askStation(given, (api) => api.doctor()),
  show: showHealth,
})

const REACH: Record<StationReach, string> = {
  direct: 'others reach it directly',
  punched: 'others reach it through a router',
  changing: 'a router hides it from some',
  unknown: 'not known yet how others reach it',
}

function showHealth(health: StationReport): string {
  const { customers: count, cores, bytes, limitBytes, diskBytes, freeBytes, network } = health
  return [
    health.healthy ? 'All is well.' : 'Please look at this:',
    ...health.warnings.map((warning) => `! ${cleanLine(warning)}`),
    '',
    showTable([
      ['station', health.station],
      ['name', cleanLine(health.name)],
      ['program', `${cleanLine(health.version)}, runs for ${showAge(health.uptimeMs)}`],
      ['customers', `${count}, ${health.nearLimit} near a limit, ${health.fenced} fenced`],
      ['cores', `${cores}, ${showSize(bytes)}${limitBytes === null ? '' : ` of ${showSize(limitBytes)}`}`],
      ['open cores', `${health.openCores} of ${health.maxOpenCores}`],
      ['gates', `${health.gates}, ${health.remembered} remembered, ${countOf(health.decisions, 'decision')}`],
      ['sent today', showSize(health.egress)],
      ['phones', showFront(health.web)],
      ['disk', `${showSize(diskBytes)}, ${showSize(Math.max(0, freeBytes))} free`],
      ['clock', health.clock],
      ['network', showNetwork(network)],
      ['skipped', showCounts(health.skipped)],
    ]),
  ].join('\n')
}

function showNetwork({ isOnline, reach, wires, refused }: StationReport['network']): string {
  const state = isOnline ? `online, ${REACH[reach]}` : 'offline'
  return `${state}, ${countOf(wires, 'connection')}, ${refused} refused`
}

const WEB_REACH: Record<WebReach, string> = {
  reached: 'reached from here',
  untrusted: 'not trusted by browsers',
  elsewhere: 'another program answers there',
  unreachable: 'not reached from here',
}

function showFront(web: StationReport['web']): string {
  if (web === null) return 'not served; fumikura station up --web'
  const days = web.certificateDays
  const certificate = days === null ? 'no certificate' : `certificate for ${countOf(days, 'more day')}`
  return `${web.phones}, ${WEB_REACH[web.reach]}, ${certificate}`
}

function showAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 120) return countOf(minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? countOf(hours, 'hour') : countOf(Math.floor(hours / 24), 'day')
}

function showCounts(counts: Record<string, number>): string {
  const entries = Object.entries(counts).map(([reason, count]) => `${count} ${cleanLine(reason)}`)
  return entries.length === 0 ? 'nothing' : entries.join(', ')
}

const recover = actingAlone({
  name: 'station recover',
  summary: 'give a station that was restored from a copy a new key; its customers must be invited again',
  async act(given) {
    const { recoverStation } = await import('../../station/index.ts')
    return recoverStation(findHomeDir(given.homeOptions()))
  },
  show: ({ station, name }) =>
    `The station ${cleanLine(name)} has a new key:\n\n  ${station}\n\n` +
    'It has no customers now. Start it, and invite them again: fumikura station up',
})

async function askStation<Result>(
  given: Given,
  ask: (api: StationConnection['api']) => Promise<Result>,
): Promise<Result> {
  const { reachStation } = await import('../../station/index.ts')
  const connection = await reachStation(findHomeDir(given.homeOptions()))
  try {
    return await ask(connection.api)
  } finally {
    connection.close()
  }
}

export const stationCommands: Command[] = [up, invite, customers, phones, doctor, recover]
