import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { execPath } from "node:process"
import { afterAll, describe, expect, it } from "vitest"
import { createVoteLog } from "../src/consensus/voteLog.ts"
import { createLmdbDb } from "../src/db/createLmdbDb.ts"

const MAIN = join(import.meta.dirname, "../src/main.ts")
const WRITER = join(import.meta.dirname, "voteLogWriter.ts")
const folders: string[] = []

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sextant-votes-"))
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe("the vote log of a process killed at any moment", { timeout: 240_000 }, () => {
  it("knows everything that was ever said, and nothing said contradicts it", async () => {
    const folder = freshFolder()
    const said: string[] = []
    for (let life = 0; life < 12; life++) {
      const newest = Math.max(1, ...said.map((line) => Number(line.split(" ")[1])))
      const child = spawn(execPath, [WRITER, folder, String(newest)], {
        stdio: ["ignore", "pipe", "inherit"],
      })
      let text = ""
      let isSpeaking: () => void = () => undefined
      const spoke = new Promise<void>((resolve) => {
        isSpeaking = resolve
      })
      child.stdout.on("data", (chunk) => {
        text += chunk
        isSpeaking()
      })
      const ended = new Promise((resolve) => child.once("close", resolve))
      await spoke
      await new Promise((resolve) => setTimeout(resolve, 3 + life * 4))
      child.kill("SIGKILL")
      await ended
      said.push(...text.split("\n").slice(0, -1))
    }
    expect(said.length).toBeGreaterThan(20)
    const first = new Map<string, string>()
    for (const line of said) {
      const [kind, view, block] = line.split(" ") as [string, string, string]
      expect(first.get(`${kind} ${view}`) ?? block, line).toBe(block)
      first.set(`${kind} ${view}`, block)
      expect(first.has(`nullify ${view}`) && first.has(`finalize ${view}`), line).toBe(false)
    }
    const db = createLmdbDb({ folder })
    await db.start()
    const logged = new Set(
      createVoteLog(db)
        .read(1)
        .map(({ kind, view, blockHash }) => `${kind} ${view} ${blockHash[0]}`),
    )
    await db.stop()
    expect(said.filter((line) => !logged.has(line))).toEqual([])
  })
})

describe("sextant-node votes", { timeout: 240_000 }, () => {
  const run = async (folder: string, ...args: string[]) => {
    const env = { SEXTANT_DATA_FOLDER: folder, SEXTANT_PASSWORD: "correct horse" }
    const child = spawn(execPath, [MAIN, ...args], { env })
    let text = ""
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk))
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
    return { code, text }
  }
  const fileFor = (nodeId: string, statements: readonly unknown[]) => {
    const metadata = { format: "sextant-votes", version: 1, networkId: "05".repeat(32), nodeId }
    const file = join(freshFolder(), "votes.json")
    writeFileSync(file, JSON.stringify({ metadata, watermark: { epoch: 3, view: 0 }, statements }))
    return file
  }
  const vote = { kind: "notarize", epoch: 3, view: 7, blockHash: "01".repeat(32) }

  it("moves a record from file to folder to file, and refuses another node's", async () => {
    const folder = join(freshFolder(), "node")
    expect((await run(folder, "init", "--light-kdf")).code).toBe(0)
    const nodeId = (JSON.parse(readFileSync(join(folder, "keys/ed25519.json"), "utf8")) as { pubkey: string })
      .pubkey
    const foreign = await run(folder, "votes", "import", fileFor("cd".repeat(32), [vote]))
    expect(foreign).toMatchObject({ code: 1, text: expect.stringContaining("another node's") })
    const broken = await run(folder, "votes", "import", fileFor(nodeId, [{ ...vote, view: 0 }]))
    expect(broken).toMatchObject({ code: 1, text: expect.stringContaining("no vote file") })
    const imported = await run(folder, "votes", "import", fileFor(nodeId, [vote]))
    expect(imported).toMatchObject({ code: 0, text: expect.stringContaining("Added 1 votes; 0 were known.") })
    const file = join(folder, "out.json")
    expect((await run(folder, "votes", "export", file)).code).toBe(0)
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      metadata: { nodeId, networkId: "05".repeat(32) },
      watermark: { epoch: 3, view: 0 },
      statements: [vote],
    })
    expect((await run(folder, "votes", "export", file)).text).toContain("does it exist already?")
    expect((await run(folder, "votes", "renounce")).code).toBe(0)
  })

  it("makes nothing in a folder that is no node's", async () => {
    const folder = join(freshFolder(), "mistyped")
    const { code, text } = await run(folder, "votes", "renounce")
    expect(code).toBe(1)
    expect(text).toContain("no key file")
    expect(existsSync(folder)).toBe(false)
  })
})
