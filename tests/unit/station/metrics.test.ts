// The metrics of a station: every line follows the format, and none names anybody.
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { openMetricsServer, type MetricsServer } from '../../../src/main/station/metrics-server.ts'
import { writeMetrics, type MeasuredStation } from '../../../src/main/station/metrics-text.ts'
import { readMetrics } from '../../support/metrics.ts'

const report: MeasuredStation = {
  ...{ healthy: false, warnings: ['The disk is nearly full.'], station: 'station-key', name: 'Harbour' },
  ...{ version: '1.2.3', uptimeMs: 61_500, customers: 3, nearLimit: 1, cores: 70, openCores: 4 },
  ...{
    maxOpenCores: 4096,
    gates: 12,
    remembered: 20,
    decisions: 8,
    bytes: 5_000,
    limitBytes: 10_000,
    egress: 77,
  },
  ...{ diskBytes: 8_192, freeBytes: -3, fenced: 0, clock: 'doubted' },
  network: { isOnline: true, reach: 'punched', wires: 9, refused: 2 },
  skipped: { 'request-keep': 3, 'a "strange"\\\nreason': 1 },
}
const front = { routes: 5, links: 2, bytesToday: 30, wakes: 3, posted: 9, certificateDays: 61 }
const use = { rssBytes: 100_000_000, cpuSeconds: 1.25, startedAt: 1_764_000_000.5 }

test('every line of the metrics follows the format', () => {
  const metrics = readMetrics(writeMetrics(report, front, use))
  const values = [...metrics].flatMap(([name, { samples }]) =>
    [...samples].map(([labels, value]) => [name.replace('fumikura_station_', '') + labels, value]),
  )
  expect(Object.fromEntries(values)).toEqual({
    ...{ 'info{version="1.2.3"}': 1, uptime_seconds: 61.5, warnings: 1, customers: 3 },
    ...{ customers_near_limit: 1, customers_fenced: 0, cores: 70, open_cores: 4, max_open_cores: 4096 },
    ...{
      gates: 12,
      remembered_gates: 20,
      decisions_total: 8,
      stored_bytes: 5_000,
      limit_bytes: 10_000,
      sent_bytes_today: 77,
    },
    ...{ files_bytes: 8_192, free_bytes: -3, clock_trusted: 0, online: 1, connections: 9 },
    ...{ phone_routes: 5, phone_links: 2, phone_bytes_today: 30, certificate_days: 61, wakes: 3 },
    wakes_posted_total: 9,
    refused_connections_total: 2,
    'skipped_records_total{reason="request-keep"}': 3,
    'skipped_records_total{reason="a \\"strange\\"\\\\\\nreason"}': 1,
    process_resident_memory_bytes: 100_000_000,
    process_cpu_seconds_total: 1.25,
    process_start_time_seconds: 1_764_000_000.5,
  })
})

test('what does not exist has no metric, and nobody is named', () => {
  const text = writeMetrics(
    { ...report, limitBytes: null, skipped: {} },
    { ...front, certificateDays: null },
    use,
  )
  const metrics = readMetrics(text)
  expect([...metrics.keys()].filter((name) => /limit_bytes|skipped|certificate/.test(name))).toEqual([])
  expect(text).not.toMatch(/station-key|Harbour/)
})

interface Got {
  status: number
  type: string | undefined
  body: string
}

function ask(
  { url }: MetricsServer,
  path: string,
  options: { method?: string; host?: string } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { host, method } = options
    const asked = request(
      new URL(path, url),
      { method, headers: host === undefined ? {} : { host } },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.on('end', () =>
          resolve({ status: response.statusCode!, type: response.headers['content-type'], body }),
        )
      },
    )
    asked.on('error', reject).end()
  })
}

test('only GET of /metrics under the name of this machine is answered', async () => {
  const server = await openMetricsServer(0, () => Promise.resolve(writeMetrics(report, front, use)))
  try {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
    const { status, type, body } = await ask(server, '/metrics')
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    expect(readMetrics(body).size).toBeGreaterThan(20)
    expect(await ask(server, '/')).toMatchObject({ status: 404, body: '' })
    expect(await ask(server, '/metrics', { method: 'POST' })).toMatchObject({ status: 405, body: '' })
    expect(await ask(server, '/metrics', { host: 'evil.example' })).toMatchObject({ status: 403, body: '' })
    const { port } = new URL(server.url)
    await expect(openMetricsServer(Number(port), () => Promise.resolve(''))).rejects.toMatchObject({
      code: 'INVALID',
    })
  } finally {
    await server.close()
  }
})
