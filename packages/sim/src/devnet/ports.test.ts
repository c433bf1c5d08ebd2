import { createServer } from "node:net"
import { describe, expect, it } from "vitest"
import { checkPortsFree, planPorts } from "./ports.ts"

describe("planPorts", () => {
  it("gives every part of the largest network a port of its own", () => {
    const { web, l2, database, nodeHttp, nodePeer } = planPorts(4_600, 60)
    const all = [web, l2, database, ...nodeHttp, ...nodePeer]
    expect(new Set(all).size).toBe(all.length)
  })
})

describe("checkPortsFree", () => {
  it("names the first port that somebody else holds, and another way", async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
    const address = other.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    try {
      const plan = { web: port, l2: 1, database: 1, nodeHttp: [], nodePeer: [] }
      await expect(checkPortsFree(plan)).rejects.toMatchObject({
        code: "devnet/port-busy",
        hint: expect.stringContaining(`Port ${port} (the web app) is taken`),
      })
    } finally {
      other.close()
    }
  })
})
