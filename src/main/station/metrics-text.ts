// The health of a station as Prometheus text (version 0.0.4). Counts only: no account, no reader,
// no core and no address.
import type { StationHealth, StationPhones } from '../../core/contract/index.ts'

/** What is told of the station itself. */
export type MeasuredStation = StationHealth & { version: string }

/** What is told of its front. */
export type MeasuredFront = StationPhones & { certificateDays: number | null }

/** What the process itself uses. */
export interface ProcessUse {
  rssBytes: number
  cpuSeconds: number
  /** Seconds since the epoch. */
  startedAt: number
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

interface Metric {
  name: string
  type: 'gauge' | 'counter'
  help: string
  /** The value, or a value for each label. */
  value: number | Record<string, number>
  label?: string
}

export function writeMetrics(report: MeasuredStation, front: MeasuredFront, use: ProcessUse): string {
  return listMetrics(report, front, use)
    .filter(({ value }) => typeof value === 'number' || Object.keys(value).length > 0)
    .map(writeMetric)
    .join('')
}

function listMetrics(report: MeasuredStation, front: MeasuredFront, use: ProcessUse): Metric[] {
  const { network, limitBytes } = report
  const gauge = (name: string, value: Metric['value'], help: string, label?: string): Metric => ({
    ...{ name: `fumikura_station_${name}`, type: 'gauge', help, value, label },
  })
  const counter = (name: string, value: Metric['value'], help: string, label?: string): Metric => ({
    ...gauge(`${name}_total`, value, help, label),
    type: 'counter',
  })
  return [
    gauge('info', { [report.version]: 1 }, 'The version of the program.', 'version'),
    gauge('uptime_seconds', report.uptimeMs / 1000, 'Time since the start.'),
    gauge('warnings', report.warnings.length, 'Sentences that station doctor has for the operator.'),
    gauge('customers', report.customers, 'Customers.'),
    gauge('customers_near_limit', report.nearLimit, 'Customers who have used 80 % of a limit or more.'),
    gauge('customers_fenced', report.fenced, 'Customers about whose gates nothing is decided.'),
    gauge('cores', report.cores, 'Cores that are kept.'),
    gauge('open_cores', report.openCores, 'Cores that are open in memory.'),
    gauge('max_open_cores', report.maxOpenCores, 'Cores that may be open in memory.'),
    gauge('gates', report.gates, 'Shares that are kept.'),
    gauge('remembered_gates', report.remembered, 'Gates of which anything is kept, also after their end.'),
    counter('decisions', report.decisions, 'Decisions about gates of the present customers.'),
    gauge('stored_bytes', report.bytes, 'Bytes of all blocks that are kept.'),
    ...(limitBytes === null
      ? []
      : [gauge('limit_bytes', limitBytes, 'Limit of the blocks of all customers.')]),
    gauge('files_bytes', report.diskBytes, 'Size of the files with the blocks.'),
    gauge('free_bytes', report.freeBytes, 'Room on the disk that customers may still fill.'),
    gauge('sent_bytes_today', report.egress, 'Bytes sent today to others than the own devices of customers.'),
    gauge('phone_routes', front.routes, 'Routes that devices of customers keep open for their phones.'),
    gauge('phone_links', front.links, 'Open links of phones.'),
    gauge('phone_bytes_today', front.bytesToday, 'Bytes that phones sent and got today, part of all sent.'),
    gauge('wakes', front.wakes, 'Phones that get a message while their home is away.'),
    counter('wakes_posted', front.posted, 'Messages to phones that were posted since the start.'),
    ...(front.certificateDays === null
      ? []
      : [gauge('certificate_days', front.certificateDays, 'Days until the certificate of the front ends.')]),
    gauge(
      'clock_trusted',
      report.clock === 'trusted' ? 1 : 0,
      'Whether the clock of the machine is trusted.',
    ),
    gauge('online', network.isOnline ? 1 : 0, 'Whether the network answers.'),
    gauge('connections', network.wires, 'Open connections.'),
    counter('refused_connections', network.refused, 'Connections that were refused since the start.'),
    counter('skipped_records', report.skipped, 'Invalid input that was skipped, by reason.', 'reason'),
    {
      ...{ name: 'process_resident_memory_bytes', type: 'gauge', value: use.rssBytes },
      help: 'Resident memory.',
    },
    { name: 'process_cpu_seconds_total', type: 'counter', help: 'CPU time.', value: use.cpuSeconds },
    {
      ...{ name: 'process_start_time_seconds', type: 'gauge', value: use.startedAt },
      help: 'Start of the process, since the epoch.',
    },
  ]
}

function writeMetric({ name, type, help, value, label }: Metric): string {
  const samples =
    typeof value === 'number'
      ? [`${name} ${value}`]
      : Object.entries(value).map(([of, one]) => `${name}{${label!}="${escapeLabel(of)}"} ${one}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples, ''].join('\n')
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
