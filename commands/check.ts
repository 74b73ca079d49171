// npm run check: types, lint and format, without running anything of the product.
import { checks, generatePages, run, runTogether } from './steps.ts'

const passed = [run(generatePages), ...(await runTogether(checks))]
process.exitCode = passed.every(Boolean) ? 0 : 1
