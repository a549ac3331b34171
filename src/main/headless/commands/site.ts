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
  usage: '[on | off] [--port N] [--address HOST] [--web URL]',
  summary: 'serve your public posts as plain pages, while `up` runs',
  args: { min: 0, max: 1 },
  options: {
    port: { kind: 'text', hint: 'N', about: 'the port (default: any free port)' },
    address: { kind: 'text', hint: 'HOST', about: 'the address to listen on (default: only this machine)' },
    web: {
      kind: 'text',
      hint: 'URL',
      about: 'where others reach the site, for the page of an invite; an empty text removes it',
    },
  },
  ask: askSite,
  show: showSite,
})

async function askSite({ given, api }: Asked): Promise<SiteState> {
  const [word] = given.args
  const [host, port] = [given.text('address'), given.number('port', MAX_PORT)]
  const web = given.text('web')
  if (word !== undefined && word !== 'on' && word !== 'off')
    throw new EngineError('INVALID', 'Use `site on` or `site off`.')
  if (web !== undefined) await api.site.setWebAddress({ address: web === '' ? null : web })
  if (word === 'on') return api.site.switchOn({ host, port })
  if (host !== undefined || port !== undefined)
    throw new EngineError('INVALID', '--port and --address need `site on`.')
  if (word === 'off') return api.site.switchOff()
  return api.site.state()
}

function showSite({ isOn, url, webAddress, trouble }: SiteState): string {
  if (!isOn) return 'Your public site is off.'
  if (trouble !== null) return `Your public site is on, but cannot be shown: ${FAULTS[trouble]}.`
  const web = webAddress === null ? '' : `\n\nOn the web: ${webAddress}`
  return `Your public site, for everyone who can reach this address:\n\n  ${url ?? ''}${web}`
}

export const siteCommands: Command[] = [site]
