import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { contractNames, parseContractAddresses } from "@sextant/shared/networks"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type DevnetFile, readDevnetFile, writeDevnetFile } from "./devnetFile.ts"
import { createProcessList } from "./processList.ts"

const contracts = parseContractAddresses(
  Object.fromEntries(contractNames.map((name, index) => [name, `0x${String(index + 11).repeat(20)}`])),
)
const urls = { l2RpcUrl: "", webUrl: "", apiUrl: "", databaseUrl: "", nodeUrls: [], storageUrls: [] }
const file: DevnetFile = { chainId: 31337, ...urls, contracts, accounts: [], processes: [] }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sextant-list-"))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const listed = async () => (await readDevnetFile(folder))?.processes
const running = () => [{ name: "node-0", pid: 22 }]

describe("createProcessList", () => {
  it("shows the new process of a database that was launched again, however often it is refreshed", async () => {
    await writeDevnetFile(folder, file)
    const list = createProcessList(new AbortController().signal, folder, { running })
    let pid = 10
    list.setDatabase({ pid: () => pid })
    pid = 11
    for (let again = 0; again < 5; again++) list.refresh()
    const expected = [{ name: "database", pid: 11 }, ...running()]
    await expect.poll(listed).toEqual(expected)
    expect(list.current()).toEqual(expected)
  })

  it("writes nothing once the network stops", async () => {
    await writeDevnetFile(folder, file)
    const stop = new AbortController()
    const list = createProcessList(stop.signal, folder, { running })
    stop.abort()
    list.refresh()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await listed()).toEqual([])
  })
})
