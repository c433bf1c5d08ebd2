import { spawn } from "node:child_process"
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { contractNames, parseContractAddresses } from "@sextant/shared/networks"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Manifest, openDataFolder, writeManifest, writeWhole } from "./dataFolder.ts"

const manifest: Manifest = {
  format: 2,
  nodeCount: 7,
  portBase: 4600,
  networkName: "0a0b0c0d",
  contracts: parseContractAddresses(
    Object.fromEntries(contractNames.map((name, index) => [name, `0x${String(index + 11).repeat(20)}`])),
  ),
}

let folder: string
const open = (fresh = false) => openDataFolder({ dataFolder: folder, fresh })
const exists = (name: string) =>
  access(path.join(folder, name)).then(
    () => true,
    () => false,
  )

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "sextant-data-")), "network")
})
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }))

describe("openDataFolder", () => {
  it("makes a new folder and remembers nothing", async () => {
    const opened = await open()
    expect(opened.manifest).toBeUndefined()
    await opened.release()
    expect(await exists("devnet.lock")).toBe(false)
  })

  it("finds the finished network of an earlier start", async () => {
    await (await open()).release()
    await writeManifest(folder, manifest)
    expect((await open()).manifest).toEqual(manifest)
  })

  it("clears away a start that never finished, and everything when a fresh network is asked for", async () => {
    const unfinished = await open()
    await writeWhole(path.join(folder, "l2.json"), "half a chain")
    await unfinished.release()
    await writeWhole(path.join(folder, "devnet.lock"), "1")
    const again = await open()
    expect(await exists("l2.json")).toBe(false)
    await writeManifest(folder, manifest)
    await again.release()
    expect((await open(true)).manifest).toBeUndefined()
    expect(await exists("manifest.json")).toBe(false)
  })

  it("refuses a folder that holds something else, and touches nothing in it", async () => {
    await mkdir(folder)
    await writeFile(path.join(folder, "thesis.txt"), "three years of work")
    await expect(open(true)).rejects.toMatchObject({ code: "devnet/foreign-folder" })
    expect(await readFile(path.join(folder, "thesis.txt"), "utf8")).toBe("three years of work")
  })

  it("refuses a network of another version with the way out", async () => {
    await (await open()).release()
    await writeWhole(path.join(folder, "manifest.json"), JSON.stringify({ ...manifest, format: 99 }))
    await expect(open()).rejects.toMatchObject({
      code: "devnet/other-version",
      hint: expect.stringContaining("--fresh"),
    })
    expect(await exists("devnet.lock")).toBe(false)
  })

  it("refuses a folder that a running local network holds, and takes over a dead one's", async () => {
    await mkdir(folder)
    // A process whose command line looks like a local network's, as the lock's owner.
    const owner = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "devnet/main.ts"])
    await writeFile(path.join(folder, "devnet.lock"), String(owner.pid))
    await expect(open()).rejects.toMatchObject({ code: "devnet/already-running" })
    const ended = new Promise((resolve) => owner.once("exit", resolve))
    owner.kill("SIGKILL")
    await ended
    await expect(open()).resolves.toMatchObject({ manifest: undefined })
  })
})
