// A strict reader of Prometheus text: each sample belongs to a metric that was described before it.

export interface ReadMetric {
  type: string
  help: string
  /** By labels as they are written, in braces; '' without labels. */
  samples: Map<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"`
const SAMPLE = new RegExp(
  String.raw`^(${NAME})(\{${LABEL}(?:,${LABEL})*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$`,
)

/** @throws Error at the first line that breaks a rule of the format */
export function readMetrics(text: string): Map<string, ReadMetric> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const metrics = new Map<string, ReadMetric>()
  let current = ''
  let help = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const described = /^# HELP (\S+) (.+)$/.exec(line)
    const typed = /^# TYPE (\S+) (gauge|counter)$/.exec(line)
    if (described !== null) {
      if (metrics.has(described[1]!)) throw new Error(`described twice: ${line}`)
      ;[, current, help] = described as unknown as [string, string, string]
    } else if (typed !== null) {
      if (typed[1] !== current) throw new Error(`a type without help: ${line}`)
      metrics.set(current, { type: typed[2]!, help, samples: new Map() })
    } else addSample(metrics, current, line)
  }
  for (const [name, { samples, type }] of metrics) {
    if (samples.size === 0) throw new Error(`no sample: ${name}`)
    if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`a wrong name: ${name}`)
  }
  return metrics
}

function addSample(metrics: Map<string, ReadMetric>, current: string, line: string): void {
  const sample = SAMPLE.exec(line)
  if (sample === null) throw new Error(`no sample: ${line}`)
  const [, name, labels = '', value] = sample
  const metric = metrics.get(name!)
  if (metric === undefined || name !== current) throw new Error(`a sample without a type: ${line}`)
  if (metric.samples.has(labels)) throw new Error(`twice: ${line}`)
  metric.samples.set(labels, Number(value))
}
