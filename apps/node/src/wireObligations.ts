import { ed25519KeyPair } from "@sextant/crypto/ed25519"
import type { Preset } from "@sextant/shared/params"
import { l2Height } from "@sextant/shared/units"
import { indexOfNode } from "@sextant/state-transition/nodeList"
import { outlookOf } from "@sextant/state-transition/outlook"
import type { ChainState, NodeRecord } from "@sextant/state-transition/types"
import type { NodeId } from "@sextant/wire/l2Event"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import type { Chain } from "./chain/createChain.ts"
import { type ContactBook, createContactBook } from "./deregistration/createContactBook.ts"
import { createJudge } from "./deregistration/createJudge.ts"
import { createPeerHistories } from "./deregistration/createPeerHistories.ts"
import { createPeerProber } from "./deregistration/createPeerProber.ts"
import { createVotePool, type VotePool } from "./deregistration/createVotePool.ts"
import { withProof } from "./deregistration/peerHistory.ts"
import { createReachabilityProbes } from "./deregistration/peerProbes.ts"
import type { TestResult } from "./deregistration/testPeer.ts"
import { type Verdict, verdictAt, verdictsOn } from "./deregistration/verdictRows.ts"
import { protocolName } from "./networkNames.ts"
import type { NodeSettings } from "./nodeSettings.ts"
import type { Ports, Startable } from "./ports.ts"

/** What this node knows of others' duties, and who may ask. */
export type Obligations = {
  readonly contacts: ContactBook
  readonly votes: VotePool
  /** What the tests of a node say here and now. */
  readonly testsOf: (node: NodeRecord) => readonly TestResult[]
  readonly votesOn: (nodeId: NodeId) => readonly ObligationVote[]
  readonly verdictsOn: (nodeId: NodeId) => readonly Verdict[]
  readonly verdictAt: (nodeId: NodeId, height: number) => Verdict | undefined
  readonly parts: readonly Startable[]
}

/** Between two questions to random nodes. */
const PROBE_PERIOD_MS_MAX = 5_000

/** Wires the judges' side of a node: proofs, probes, tests, votes. */
export function wireObligations(
  ports: Ports,
  settings: NodeSettings,
  life: { readonly chain: Chain; readonly isSyncing: () => boolean },
): Obligations {
  const { chain, isSyncing } = life
  const { rules } = chain.deps
  const { preset, domain } = rules
  const ed25519SecretKey = ed25519KeyPair(settings.keys.ed25519Seed).secretKey
  const histories = createPeerHistories(ports)
  const protocol = (name: string) => protocolName(domain.networkId, name)
  const state = () => chain.head().state
  const contacts = createContactBook(
    {
      ...ports,
      domain,
      ed25519SecretKey,
      isNode: (other) => indexOfNode(state().nodes, other) >= 0,
      async heads() {
        const seen = await ports.l2.allowedHead()
        return { height: chain.head().block.header.height, l2Height: seen?.number ?? l2Height(0) }
      },
      onProof: ({ nodeId, publicIp }, atS) =>
        histories.update(nodeId, (history) =>
          withProof(history, { ip: publicIp, atS, validityS: preset.uptimeProofValidityS }),
        ),
    },
    {
      ...settings.contact,
      version: settings.version,
      intervalS: preset.uptimeProofIntervalS,
      validityS: preset.uptimeProofValidityS,
      allowPrivateIp: settings.allowPrivateIp,
    },
  )
  const votes = createVotePool({ ...ports, rules, state })
  const judge = createJudge({
    ...ports,
    rules,
    nodeId: ports.network.nodeId,
    ed25519SecretKey,
    state,
    isSyncing,
    histories,
    proofOf: contacts.proofOf,
    l2HeightOf: (height) => chain.deps.store.block(height)?.block.header.l2.number,
    cast: votes.cast,
  })
  const probes = createReachabilityProbes(ports.network, protocol("reach"))
  const prober = createPeerProber(
    { ...ports, histories, probes, nodeIds: () => state().nodes.map(({ nodeId }) => nodeId) },
    {
      clockProtocol: protocol("clock"),
      periodMs: Math.min(PROBE_PERIOD_MS_MAX, preset.blockIntervalMs),
    },
  )
  chain.onFinal((final) => {
    votes.onFinal(final)
    judge.onFinal()
    tellOwnStanding(ports, { preset, state: state(), testsOf: judge.testsOf })
  })
  return {
    contacts,
    votes,
    testsOf: judge.testsOf,
    votesOn: votes.votesOn,
    verdictsOn: (nodeId) => verdictsOn(ports.db, nodeId),
    verdictAt: (nodeId, height) => verdictAt(ports.db, nodeId, height),
    parts: [contacts, probes, votes, prober],
  }
}

type Standing = { readonly preset: Preset; readonly state: ChainState } & Pick<Obligations, "testsOf">

/** What an operator wants to be woken for. */
function tellOwnStanding({ metrics, network }: Ports, { preset, state, testsOf }: Standing): void {
  const node = state.nodes[indexOfNode(state.nodes, network.nodeId)]
  metrics.gauge("own_active", node?.status === "active" ? 1 : 0)
  if (node === undefined) return
  metrics.gauge("own_credit_blocks", outlookOf(preset, state, node).creditBlocks)
  metrics.gauge("own_tests_failing", testsOf(node).filter((test) => test.state === "fail").length)
}
