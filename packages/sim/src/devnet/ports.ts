import { createServer } from "node:net"
import { DevnetError } from "./errors.ts"

/** Where each part listens. All on 127.0.0.1. */
export type PortPlan = {
  readonly web: number
  readonly l2: number
  readonly database: number
  readonly nodeHttp: readonly number[]
  readonly nodePeer: readonly number[]
}

export function planPorts(base: number, nodeCount: number): PortPlan {
  const row = (first: number) => Array.from({ length: nodeCount }, (_, index) => first + index)
  return { web: base, l2: base + 1, database: base + 2, nodeHttp: row(base + 10), nodePeer: row(base + 100) }
}

/** @throws DevnetError devnet/port-busy naming the first port that somebody else holds. */
export async function checkPortsFree(plan: PortPlan): Promise<void> {
  const ports: readonly (readonly [string, number])[] = [
    ["the web app", plan.web],
    ["the L2", plan.l2],
    ["the database", plan.database],
    ...plan.nodeHttp.map((port, index) => [`node ${index}`, port] as const),
    ...plan.nodePeer.map((port, index) => [`node ${index}`, port] as const),
  ]
  for (const [owner, port] of ports) {
    if (await isFree(port)) continue
    throw new DevnetError(
      "devnet/port-busy",
      `Port ${port} (${owner}) is taken by another program. Stop it, or choose other ports, for example: npm start -- --port-base ${plan.web + 1000}`,
      { meta: { port } },
    )
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)))
  })
}
