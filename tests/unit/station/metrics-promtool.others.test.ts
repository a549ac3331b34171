// The metrics of a running station satisfy the checks of Prometheus itself (`promtool`, of Debian's
// package prometheus).
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { writeMetrics } from '../../../src/main/station/metrics-text.ts'
import { useStations } from '../../support/use-stations.ts'

const make = useStations()
const isInstalled = spawnSync('promtool', ['--version']).status === 0

test.runIf(isInstalled)('promtool accepts the metrics', async () => {
  const station = await make.station({ limitBytes: 1_000_000_000 })
  await make.customer(station)
  const stranger = await make.stranger(station)
  await stranger.ask(station.device, 'keep', Buffer.from('no request'))
  const report = { ...(await station.do.doctor()), version: '1.2.3' }
  expect(report.skipped).not.toEqual({})
  const text = writeMetrics(
    report,
    { ...station.do.phones(), certificateDays: 61 },
    { rssBytes: 1, cpuSeconds: 0.5, startedAt: 1 },
  )
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  })
  expect([status, stdout, stderr]).toEqual([0, '', ''])
})
