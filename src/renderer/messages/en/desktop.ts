// The desktop around the app, in English.
export const desktop = {
  title: 'This computer',
  openAtLogin: 'Open at login',
  openAtLoginHint: 'It starts in the background, so that letters you sent can be opened.',
  closeToTray: 'Keep running when the window is closed',
  closeToTrayHint: 'While Fumikura runs, the people you wrote to can open your letters.',
  spellCheck: 'Check spelling',
  spellCheckHint: 'On Linux this fetches word lists from a server of Google, once for each language.',
  failed: 'That could not be changed.',

  keychain: 'Key to your store',
  keychainKeeps: (backend: string) =>
    `It lies in the keychain of this computer (${backend}) and opens your store at the start.`,
  keychainFree: (backend: string) =>
    `The keychain of this computer (${backend}) could keep it. Then no passphrase is asked for at the start.`,
  keychainNone: 'This computer has no keychain that keeps a secret. A passphrase does.',
  keychainKeep: 'Keep it in the keychain',
  keychainKept: 'The keychain keeps the key now.',
  keychainForget: 'Take it out of the keychain',
  keychainForgotten: 'The keychain has forgotten the key. Your passphrase opens the store.',
  keychainFirstRun: 'The keychain of this computer keeps the key to your letters.',

  updates: 'Updates',
  lookForUpdates: 'Look for updates',
  lookForUpdatesHint:
    'Asks one server for the newest version, once a day. Nothing is fetched without your yes.',
  update: {
    unavailable: 'This build does not update itself. Get a new version where you got this one.',
    never: 'Not looked yet.',
    lookedAt: (when: string) => `Nothing new. Looked ${when}.`,
    looking: 'Looking…',
    found: (version: string) => `Version ${version} is there.`,
    fetching: (version: string, percent: string) => `Fetching version ${version}: ${percent}`,
    ready: (version: string) => `Version ${version} is here, and its signature holds.`,
    failed: (message: string) => `That did not work: ${message}`,
  },
  updateLook: 'Look now',
  updateFetch: 'Fetch it',
  updateInstall: 'Restart with it',

  crashes: 'Crash log',
  crashesNone: 'Nothing has crashed.',
  crashesText: 'What went down, and what it said last. Nothing of this is sent anywhere.',
  crashesCopy: 'Copy the log',
}
