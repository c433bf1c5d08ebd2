import type { Fetch } from "@sextant/sdk/getJson"
import type { BlockJson, NodeJson, NodesJson, SnapshotJson, StatusJson } from "@sextant/wire/rpc/nodeApi"

/** 32 bytes of hex that follow from a text. */
const hashOf = (text: string): string => Buffer.from(text.padEnd(32, ".")).toString("hex").slice(0, 64)

export type FakeAppchain = {
  readonly fetch: Fetch
  readonly requests: readonly string[]
  finalizedHeight: number
  networkId: string
  nodes: NodeJson[]
  /** Snapshots the nodes have signed, by height. */
  readonly snapshots: Map<number, SnapshotJson>
  /** Replaces a block's answer. */
  readonly blocks: Map<number, Partial<BlockJson>>
}

export const nodeIdOf = (index: number): string => hashOf(`node ${index}`)

export function fakeNode(index: number, more: Partial<NodeJson> = {}): NodeJson {
  const address = `0x${index.toString(16).padStart(40, "0")}`
  return {
    nodeId: nodeIdOf(index),
    registryId: index,
    state: "active",
    operator: address,
    blsPublicKey: "ab".repeat(48),
    x25519PublicKey: "cd".repeat(32),
    feeBps: 100,
    stakeAtomic: "25000000000000",
    contributors: [{ staker: address, beneficiary: address, amountAtomic: "25000000000000" }],
    registeredHeight: 0,
    creditBlocks: 10,
    swarmId: "18446744073709551614",
    participation: { votes: [true, false], proposals: [], snapshots: [true] },
    isValidator: true,
    ...more,
  }
}

function blockAt(chain: FakeAppchain, height: number): BlockJson {
  const epoch = Math.floor(height / 10)
  return {
    height,
    hash: hashOf(`block ${height}`),
    networkId: chain.networkId,
    epoch,
    view: height,
    parentHash: height === 0 ? hashOf("none") : hashOf(`block ${height - 1}`),
    proposerIndex: height % 4,
    ...(height === 0 ? {} : { proposerNodeId: nodeIdOf((height % 4) + 1) }),
    timestampMs: 1_700_000_000_000 + height * 2_000,
    l2: { number: 5, hash: `0x${hashOf("l2")}` },
    operationsRoot: hashOf("operations"),
    stateRoot: hashOf(`state ${height}`),
    randaoReveal: "ef".repeat(96),
    sizeBytes: 1_000,
    operations: { l2Events: [], stateChanges: [], equivocations: [], signedSnapshots: [] },
    ...(height === 0
      ? {}
      : {
          certificate: {
            kind: "finalize" as const,
            epoch,
            view: height,
            signers: [nodeIdOf(1), nodeIdOf(2), nodeIdOf(4)],
            bitmap: "0b",
            validatorCount: 4,
            signature: "aa".repeat(96),
          },
        }),
    issuedMilli: "1234567",
    ...chain.blocks.get(height),
  }
}

export function fakeSnapshot(height: number, more: Partial<SnapshotJson> = {}): SnapshotJson {
  return {
    height,
    l2Number: 5,
    timestampS: 1_700_000_000 + height * 2,
    blockHash: hashOf(`block ${height}`),
    stateRoot: hashOf(`state ${height}`),
    rewardsRoot: `0x${hashOf(`rewards ${height}`)}`,
    exitsRoot: `0x${hashOf("exits")}`,
    message: `0x${hashOf(`message ${height}`)}`,
    signers: [nodeIdOf(1), nodeIdOf(2), nodeIdOf(4)],
    bitmap: "0b",
    nodeCount: 4,
    signature: "bb".repeat(96),
    rewards: [{ account: `0x${"01".repeat(20)}`, lifetimeAmountAtomic: String(height * 1_000) }],
    exits: [],
    ...more,
  }
}

function statusOf(chain: FakeAppchain): StatusJson {
  const { finalizedHeight, networkId } = chain
  return {
    nodeId: nodeIdOf(1),
    version: "0.1.0",
    networkId,
    height: finalizedHeight + 1,
    finalizedHeight,
    view: finalizedHeight + 2,
    epoch: Math.floor(finalizedHeight / 10),
    l2: { number: 5, hash: `0x${hashOf("l2")}` },
    peers: 3,
    syncing: false,
  }
}

function route(chain: FakeAppchain, path: string): unknown {
  const [, , noun, name] = path.split("/")
  if (noun === "status") return statusOf(chain)
  if (noun === "nodes") return { height: chain.finalizedHeight, nodes: chain.nodes } satisfies NodesJson
  if (noun === "snapshots") return chain.snapshots.get(Number(name))
  if (noun === "blocks" && Number(name) <= chain.finalizedHeight) return blockAt(chain, Number(name))
  return undefined
}

/** A network of four nodes behind one address, as far as its HTTP API shows. */
export function createFakeAppchain(): FakeAppchain {
  const requests: string[] = []
  const chain: FakeAppchain = {
    requests,
    finalizedHeight: 0,
    networkId: hashOf("network"),
    nodes: [1, 2, 3, 4].map((index) => fakeNode(index)),
    snapshots: new Map(),
    blocks: new Map(),
    fetch: async (url) => {
      const { pathname } = new URL(url)
      requests.push(pathname)
      const body = route(chain, pathname)
      if (body !== undefined) return new Response(JSON.stringify(body))
      return new Response(JSON.stringify({ error: { code: "chain/unknown", message: "no" } }), {
        status: 404,
      })
    },
  }
  return chain
}
