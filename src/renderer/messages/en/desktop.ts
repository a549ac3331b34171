// The settings that only the desktop has, in English.
export const desktop = {
  title: 'This computer',
  openAtLogin: 'Open at login',
  openAtLoginHint: 'Fumikura starts in the background, so that people can open the letters you sent.',
  closeToTray: 'Keep running when the window is closed',
  closeToTrayHint: 'While Fumikura runs, the people you wrote to can open your letters.',
  spellCheck: 'Check spelling',
  spellCheckHint: 'On Linux, this downloads word lists from Google, once for each language.',
  failed: 'That couldn’t be changed. Try again.',

  keychain: 'Key to your store',
  keychainKeeps: (backend: string) =>
    `This computer’s keychain (${backend}) keeps the key and opens your store when Fumikura starts.`,
  keychainFree: (backend: string) =>
    `This computer’s keychain (${backend}) can keep the key. Then Fumikura starts without asking for a passphrase.`,
  keychainNone: 'This computer has no keychain that keeps a secret. Use a passphrase instead.',
  keychainKeep: 'Keep the key in the keychain',
  keychainKept: 'The keychain keeps the key now.',
  keychainForget: 'Remove the key from the keychain',
  keychainForgotten: 'The key is no longer in the keychain. Your passphrase opens the store.',
  keychainFirstRun: 'This computer’s keychain keeps the key to your letters.',

  updates: 'Updates',
  lookForUpdates: 'Check for updates',
  lookForUpdatesHint:
    'Asks one server for the newest version, once a day. It downloads nothing without your permission.',
  update: {
    unavailable: 'This version doesn’t update itself. Get a new version where you got this one.',
    never: 'Not checked yet.',
    lookedAt: (when: string) => `Up to date. Checked ${when}.`,
    looking: 'Checking…',
    found: (version: string) => `Version ${version} is available.`,
    fetching: (version: string, percent: string) => `Downloading version ${version}: ${percent}`,
    ready: (version: string) => `Version ${version} is ready, and its signature is valid.`,
    failed: (message: string) => `That didn’t work: ${message}`,
  },
  updateLook: 'Check now',
  updateFetch: 'Download',
  updateInstall: 'Restart and update',

  crashes: 'Crash log',
  crashesNone: 'Nothing has crashed.',
  crashesText: 'What crashed, and its last message. Nothing is sent anywhere.',
  crashesCopy: 'Copy the log',
}
