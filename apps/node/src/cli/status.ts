import { type NodeJson, nodeSchema, type StatusJson, statusSchema } from "@sextant/wire/rpc/nodeApi"
import { obligationsSchema } from "@sextant/wire/rpc/obligationsApi"
import { askNode, nodeUrlOf } from "./askNode.ts"
import type { CliDeps } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { obligationLines } from "./obligationLines.ts"
import { type Flags, settingsOf } from "./settings.ts"

export type StatusOptions = Flags & { readonly nodeUrl?: string; readonly json?: boolean }

const SESH_ATOMIC = 1_000_000_000n

/** `sextant-node status`: what a running node says of itself. */
export async function status(deps: CliDeps, options: StatusOptions): Promise<void> {
  const url = nodeUrlOf({ ...settingsOf(deps, options), ...options })
  const found = await askNode(deps, `${url}/v1/status`, statusSchema)
  if (found === undefined) throw new CliError("cli/node-unreachable", `What answers at ${url} is not a node.`)
  const node = await askNode(deps, `${url}/v1/nodes/${found.nodeId}`, nodeSchema)
  const obligations =
    node && (await askNode(deps, `${url}/v1/nodes/${found.nodeId}/obligations`, obligationsSchema))
  if (options.json) return deps.say(JSON.stringify({ status: found, node, obligations }))
  for (const [name, value] of [...statusRows(found), ...nodeRows(found, node)])
    deps.say(`${name.padEnd(16)}${value}`)
  for (const [at, line] of (obligations === undefined ? [] : obligationLines(obligations)).entries())
    deps.say(`${(at === 0 ? "Obligations" : "").padEnd(16)}${line}`)
}

function statusRows(found: StatusJson): [string, string][] {
  return [
    ["Node id", found.nodeId],
    ["Version", found.version],
    ["Network", found.networkId],
    ["Final height", `${found.finalizedHeight} (epoch ${found.epoch}, view ${found.view})`],
    ["L2 block", String(found.l2.number)],
    ["Peers", String(found.peers)],
    ["Sync", found.syncing ? "catching up" : "up to date"],
  ]
}

function nodeRows(found: StatusJson, node: NodeJson | undefined): [string, string][] {
  if (node === undefined) return [["Registration", "none: register with `sextant-node register`"]]
  const taken = (chances: readonly boolean[]) => `${chances.filter(Boolean).length} of ${chances.length}`
  const rows: [string, string][] = [
    ["Registration", `number ${node.registryId}, ${node.state}${node.isValidator ? ", validator" : ""}`],
    ["Operator", `${node.operator}, fee ${(node.feeBps / 100).toFixed(2)} %`],
    ["Stake", `${BigInt(node.stakeAtomic) / SESH_ATOMIC} SESH`],
    [
      "Took part",
      `votes ${taken(node.participation.votes)}, proposals ${taken(node.participation.proposals)}`,
    ],
  ]
  if (node.refusedReason !== undefined)
    rows.push(["Refused", `${node.refusedReason}: the stake is refundable at once`])
  if (node.exitHeight !== undefined && node.state === "exiting") {
    const blocks = Math.max(0, node.exitHeight - found.finalizedHeight)
    rows.push(["Exit", `in ${blocks} blocks (height ${node.exitHeight})`])
  }
  return rows
}
