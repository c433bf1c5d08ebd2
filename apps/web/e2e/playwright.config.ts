import { defineConfig } from "@playwright/test"
import { readDevnet } from "./devnet.ts"
import { findBrowser } from "./findBrowser.ts"

const { executablePath } = findBrowser()

/** Runs against a network that is already there: DEVNET_JSON names its devnet.json. */
/** @public */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-output/results",
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL: readDevnet().webUrl,
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
})
