// npm run check: types, lint and format, without running anything of the product.
import { checks, run } from './steps.ts'

const passed = checks.map(run)
process.exitCode = passed.every(Boolean) ? 0 : 1
