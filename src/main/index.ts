// The Electron entry. The window is not part of this version; the same app opens in a browser.
// Nothing of Electron is loaded here, so this file says so under plain Node as well.

process.stderr.write(
  'Fumikura has no window of its own yet. Run `fumikura up`: it serves the app to your browser.\n',
)
process.exit(1)
