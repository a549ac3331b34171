// Builds the engines and the page for the web tests.
import { ensureBuilt } from '../../../bin/ensure-built.js'

export default ensureBuilt
