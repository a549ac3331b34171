// The command for the public site: plain pages of the public posts, served by the engine that runs
// in this home.
import { EngineError, type SiteFault, type SiteState } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { number, oneOf, optionalArgument, text } from '../fields.ts'

const MAX_PORT = 65_535
const FAULTS: Readonly<Record<SiteFault, string>> = {
  taken: 'another program uses its port',
  denied: 'this account may not use its port',
  'no-address': 'this machine does not have its address',
  other: 'it could not be started; the log of `up` says why',
}

const site = asking({
  name: 'site',
  summary: 'serve your public posts as plain pages, while `up` runs',
  fields: {
    word: optionalArgument('on | off').to(oneOf(['on', 'off'], 'Use `site on` or `site off`.')),
    port: number(MAX_PORT, 'N', 'the port (default: any free port)'),
    host: text('HOST', 'the address to listen on (default: only this machine)').as('address'),
    web: text('URL', 'where others reach the site, for the page of an invite; an empty text removes it'),
  },
  async ask({ api, input: { word, host, port, web } }) {
    if (web !== undefined) await api.site.setWebAddress({ address: web === '' ? null : web })
    if (word === 'on') return api.site.switchOn({ host, port })
    if (host !== undefined || port !== undefined)
      throw new EngineError('INVALID', '--port and --address need `site on`.')
    return word === 'off' ? api.site.switchOff() : api.site.state()
  },
  show: showSite,
})

function showSite({ isOn, url, webAddress, trouble }: SiteState): string {
  if (!isOn) return 'Your public site is off.'
  if (trouble !== null) return `Your public site is on, but cannot be shown: ${FAULTS[trouble]}.`
  const web = webAddress === null ? '' : `\n\nOn the web: ${webAddress}`
  return `Your public site, for everyone who can reach this address:\n\n  ${url ?? ''}${web}`
}

export const siteCommands: Command[] = [site]
