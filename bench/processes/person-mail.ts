// The tasks of a person for the bench of a mail account.
import { readFile } from 'node:fs/promises'
import type { Account, CallContext, Handlers } from '../../src/core/contract/index.ts'
import { monotonicMs } from './tasks.ts'

const calling: CallContext = { signal: new AbortController().signal }

export interface FirstSync {
  /** From the call until mails are listed. */
  firstPageMs: number
  /** From the call until all mails are kept. */
  ms: number
  /** Of all threads, until then. */
  cpuMs: number
  peakBytes: number
}

/** `process.resourceUsage` counts the process that forked this one, too. */
async function readPeakBytes(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8')
  return 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)![1])
}

interface AccountOrder {
  user: string
  password: string
  ca: string
  incoming: { host: string; port: number }
  /** How many the account has. */
  mails: number
}

export function createMailTasks(handlers: Handlers) {
  /** Resolves at the first change of an account after which this holds. */
  const until = (holds: (account: Account) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = async (): Promise<void> => {
        const [account] = await handlers.accounts.list({}, calling)
        if (account === undefined || !holds(account)) return
        stop()
        resolve()
      }
      const stop = handlers.events.subscribe(({ type }) => {
        if (type === 'account-changed') void look()
      })
    })
  return {
    /** Adds an account. Resolves when all its mails are here. */
    addAccount: async ({ mails, ...order }: AccountOrder): Promise<FirstSync> => {
      const before = process.cpuUsage()
      const startedAt = monotonicMs()
      const begun = until(({ kept }) => kept > 0).then(() => monotonicMs() - startedAt)
      const ended = until(({ kept, state }) => kept === mails && state === 'ready')
      await handlers.accounts.add({ address: `${order.user}@example.org`, ...order }, calling)
      await ended
      const ms = monotonicMs() - startedAt
      const { user, system } = process.cpuUsage(before)
      const cpuMs = (user + system) / 1000
      return { firstPageMs: await begun, ms, cpuMs, peakBytes: await readPeakBytes() }
    },
  }
}
