import path from "node:path"
import type { ContractAddresses } from "@sextant/shared/networks"
import { DEVNET_CHAIN_ID, l2Url } from "./l2.ts"
import type { ProcessSpec } from "./processes.ts"

export const repositoryRoot = path.resolve(import.meta.dirname, "../../../..")

/** What the control plane needs to know of the network; it reaches its programs as environment. */
export type ControlPlane = {
  readonly databaseUrl: string
  readonly nodeUrls: readonly string[]
  readonly l2Port: number
  readonly webPort: number
  readonly contracts: ContractAddresses
}

function environment(plane: ControlPlane): Record<string, string> {
  return {
    DATABASE_URL: plane.databaseUrl,
    NODE_URLS: plane.nodeUrls.join(","),
    L2_RPC_URL: l2Url(plane.l2Port),
    CHAIN_ID: String(DEVNET_CHAIN_ID),
    CONTRACTS: JSON.stringify(plane.contracts),
    NODE_ENV: "production",
  }
}

/** The indexer's local loop. It has no port: it is ready when it runs, and the web app shows how fresh it is. */
export function indexerProcess(plane: ControlPlane): ProcessSpec {
  return {
    name: "indexer",
    program: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", path.join(repositoryRoot, "apps/indexer/src/main.ts")],
    cwd: repositoryRoot,
    env: environment(plane),
    isReady: async () => true,
    readyWithinMs: 1_000,
  }
}

export function webProcess(plane: ControlPlane): ProcessSpec {
  const folder = path.join(repositoryRoot, "apps/web/.next/standalone/apps/web")
  return {
    name: "web",
    program: process.execPath,
    args: [path.join(folder, "server.js")],
    cwd: folder,
    env: { ...environment(plane), PORT: String(plane.webPort), HOSTNAME: "127.0.0.1" },
    isReady: async () => {
      const response = await fetch(`http://127.0.0.1:${plane.webPort}/api/health`, {
        signal: AbortSignal.timeout(2_000),
      })
      return response.ok
    },
    readyWithinMs: 30_000,
  }
}
