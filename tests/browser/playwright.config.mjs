// The interface in Debian's Chromium over the real commands. See harness.mjs for how a spec looks.
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'specs',
  testMatch: '*.spec.mjs',
  outputDir: '../../target/browser',
  // No second try: a test that holds only sometimes is a failed test.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  // Generous, since the machine may be busy; nobody waits this long when things work.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.DRAWBRIDGE_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    },
  },
})
