// The table of providers: those that people have everywhere.
import { domainsOf, imaps, NOWHERE, pair, submission, type Provider } from './provider.ts'

const MICROSOFT = {
  incoming: imaps('outlook.office365.com'),
  signIn: 'oauth',
  oauth: 'microsoft',
  resultsBy: [''],
  help: 'https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040',
} as const

/** Each region has servers of its own, and others again for the domains of its customers. */
const ZOHO = ['com', 'eu', 'in', 'jp', 'com.au'].flatMap((region): Provider[] => {
  const common = {
    name: 'Zoho Mail',
    help: 'https://www.zoho.com/mail/help/imap-access.html',
    obstacle: 'turn-on',
  } as const
  const domains = [`zoho.${region}`, `zohomail.${region}`]
  return [
    { ...common, domains, ...pair(`imap.zoho.${region}`, `smtp.zoho.${region}`) },
    {
      ...common,
      domains: [],
      mx: [`zoho.${region}`],
      ...pair(`imappro.zoho.${region}`, `smtppro.zoho.${region}`),
    },
  ]
})

export const WORLD: readonly Provider[] = [
  {
    name: 'Gmail',
    domains: ['gmail.com', 'googlemail.com'],
    mx: ['google.com', 'googlemail.com'],
    ...pair('imap.gmail.com', 'smtp.gmail.com'),
    signIn: 'app-password',
    oauth: 'google',
    help: 'https://support.google.com/accounts/answer/185833',
    resultsBy: ['mx.google.com'],
  },
  {
    name: 'Outlook',
    domains: domainsOf('outlook', 'com de fr es it jp at be dk ie in kr pt co.id com.br com.au').concat(
      domainsOf('hotmail', 'com co.uk de fr es it nl be ca co.jp com.br'),
      domainsOf('live', 'com co.uk de fr it nl be ca jp'),
      ['msn.com', 'windowslive.com'],
    ),
    mx: ['olc.protection.outlook.com'],
    ...MICROSOFT,
    outgoing: submission('smtp-mail.outlook.com'),
  },
  {
    name: 'Microsoft 365',
    domains: ['*.onmicrosoft.com'],
    mx: ['mail.protection.outlook.com', 'mx.microsoft'],
    ...MICROSOFT,
    outgoing: submission('smtp.office365.com'),
  },
  {
    name: 'iCloud',
    domains: ['icloud.com', 'me.com', 'mac.com'],
    mx: ['mail.icloud.com'],
    incoming: imaps('imap.mail.me.com'),
    outgoing: submission('smtp.mail.me.com'),
    signIn: 'app-password',
    help: 'https://support.apple.com/102654',
  },
  {
    name: 'Yahoo',
    domains: domainsOf('yahoo', 'com co.uk de fr es it ca in co.in com.au com.br com.mx com.ar').concat([
      'ymail.com',
      'rocketmail.com',
    ]),
    mx: ['am0.yahoodns.net'],
    ...pair('imap.mail.yahoo.com', 'smtp.mail.yahoo.com'),
    signIn: 'app-password',
    help: 'https://help.yahoo.com/kb/SLN15241.html',
  },
  {
    name: 'AOL',
    domains: domainsOf('aol', 'com de fr co.uk').concat(['aim.com', 'netscape.net', 'compuserve.com']),
    mx: ['gm0.yahoodns.net'],
    ...pair('imap.aol.com', 'smtp.aol.com'),
    signIn: 'app-password',
    help: 'https://help.aol.com/articles/Create-and-manage-app-password',
  },
  {
    name: 'Fastmail',
    domains: ['fastmail.com', 'fastmail.fm'],
    mx: ['messagingengine.com'],
    ...pair('imap.fastmail.com', 'smtp.fastmail.com'),
    signIn: 'app-password',
    help: 'https://www.fastmail.help/hc/en-us/articles/360058752854',
  },
  {
    name: 'Proton Mail',
    domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
    mx: ['protonmail.ch'],
    incoming: { host: '127.0.0.1', port: 1143, security: 'starttls' },
    outgoing: { host: '127.0.0.1', port: 1025, security: 'starttls' },
    signIn: 'app-password',
    help: 'https://proton.me/mail/bridge',
    obstacle: 'bridge',
  },
  {
    name: 'Tuta',
    domains: ['tuta.com', 'tutanota.com', 'tutanota.de', 'tutamail.com', 'tuta.io', 'keemail.me'],
    mx: ['tutanota.de'],
    ...NOWHERE,
    help: 'https://tuta.com/support',
    obstacle: 'closed',
  },
  ...ZOHO,
  {
    name: 'Migadu',
    domains: [],
    mx: ['migadu.com'],
    ...pair('imap.migadu.com', 'smtp.migadu.com'),
    help: 'https://www.migadu.com/guides/',
  },
  {
    name: 'Purelymail',
    domains: ['purelymail.com'],
    mx: ['purelymail.com'],
    ...pair('imap.purelymail.com', 'smtp.purelymail.com'),
    help: 'https://purelymail.com/docs/',
  },
]
