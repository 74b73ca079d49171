// npm test: types, lint, architecture, domain, server on a real PostgreSQL, web, and the journeys in a real Chromium.
// Every part runs even when an earlier one failed; nothing is skipped silently; the last line counts it all.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOrObtainBrowser, findOrObtainShell } from '../tests/browser.ts'
import { buildOneFiles, buildPages, checks, generatePages, run, runTogether } from './steps.ts'

const started = Date.now()
let passed = 0
let failed = 0
const count = (ok: boolean) => (ok ? passed++ : failed++)

count(run(generatePages))
for (const ok of await runTogether(checks)) count(ok)
count(run(buildPages))
for (const ok of await runTogether(buildOneFiles)) count(ok)
process.env.PREAU_BROWSER = findOrObtainShell() ?? findOrObtainBrowser()

const folder = mkdtempSync(join(tmpdir(), 'preau-test-'))
const report = join(folder, 'report.json')
run({
  name: 'tests',
  command: 'vitest',
  args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
})
const counted = readReport(report)
passed += counted.passed
failed += counted.failed
rmSync(folder, { recursive: true })

console.log(`\n${Math.round((Date.now() - started) / 1000)} s in all`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

/** Skipped tests count as failed: nothing is skipped here. A run without a report has failed as a whole. */
function readReport(file: string) {
  try {
    const { numTotalTests, numPassedTests, success, testResults } = JSON.parse(readFileSync(file, 'utf8'))
    const brokenFiles = testResults.filter(
      (suite: { status: string; assertionResults: unknown[] }) => suite.status === 'failed' && suite.assertionResults.length === 0,
    ).length
    const failed = numTotalTests - numPassedTests + brokenFiles
    return { passed: numPassedTests, failed: failed > 0 || success ? failed : 1 }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
