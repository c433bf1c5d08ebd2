import { spawn } from "node:child_process"
import path from "node:path"
import { devnetFilePath } from "../devnet/devnetFile.ts"
import { repositoryRoot } from "../devnet/services.ts"
import { type JourneyContext, must } from "./journeyContext.ts"

/** A person's claim in a real Chromium, with screenshots of every page in apps/web/test-output. */
export async function browserChapter({ dataFolder }: JourneyContext): Promise<void> {
  const cli = path.join(repositoryRoot, "node_modules/@playwright/test/cli.js")
  const args = [cli, "test", "--config", "e2e/playwright.config.ts"]
  const child = spawn(process.execPath, args, {
    cwd: path.join(repositoryRoot, "apps/web"),
    env: { ...process.env, DEVNET_JSON: devnetFilePath(dataFolder) },
    stdio: "inherit",
  })
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve))
  must(code === 0, "the browser tests failed; their report is above")
}
