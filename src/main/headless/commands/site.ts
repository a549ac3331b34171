// The command for the public site: plain pages of the public posts, served by the engine that runs
// in this home.
import { EngineError, type SiteFault, type SiteState } from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'

const MAX_PORT = 65_535
const FAULTS: Readonly<Record<SiteFault, string>> = {
  taken: 'another program uses its port',
  denied: 'this account may not use its port',
  'no-address': 'this machine does not have its address',
  other: 'it could not be started; the log of `up` says why',
}

const site = asking<SiteState>({
  name: 'site',
  usage: '[on | off] [--port N] [--address HOST]',
  summary: 'serve your public posts as plain pages, while `up` runs',
  args: { min: 0, max: 1 },
  options: {
    port: { kind: 'text', hint: 'N', about: 'the port (default: any free port)' },
    address: { kind: 'text', hint: 'HOST', about: 'the address to listen on (default: only this machine)' },
  },
  ask: askSite,
  show: showSite,
})

async function askSite({ given, api }: Asked): Promise<SiteState> {
  const [word] = given.args
  const [host, port] = [given.text('address'), given.number('port', MAX_PORT)]
  if (word === 'on') return api.site.switchOn({ host, port })
  if (host !== undefined || port !== undefined)
    throw new EngineError('INVALID', '--port and --address need `site on`.')
  if (word === 'off') return api.site.switchOff()
  if (word !== undefined) throw new EngineError('INVALID', 'Use `site on` or `site off`.')
  return api.site.state()
}

function showSite({ isOn, url, trouble }: SiteState): string {
  if (!isOn) return 'Your public site is off.'
  if (trouble !== null) return `Your public site is on, but cannot be shown: ${FAULTS[trouble]}.`
  return `Your public site, for everyone who can reach this address:\n\n  ${url ?? ''}`
}

export const siteCommands: Command[] = [site]
