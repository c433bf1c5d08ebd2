"use client"

import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Abi } from "viem"
import { useReadContract } from "wagmi"
import { formatSesh } from "../format/amount.ts"
import { useTrpc } from "../trpc/client.ts"
import { Amount } from "../ui/Amount.tsx"
import { Button } from "../ui/Button.tsx"
import { useNowMs } from "../ui/Now.tsx"
import { FlowSteps } from "./FlowSteps.tsx"
import { type Hash, isBusy } from "./flow.ts"
import type { WalletNetwork } from "./network.ts"
import type { ContractCall } from "./runFlow.ts"
import { type StakeAction, type StakeFacts, stakeActions } from "./stakeActions.ts"
import { useActor } from "./useActor.ts"
import { useFlow } from "./useFlow.ts"
import { WalletProvider } from "./WalletProvider.tsx"

type StakeDeskProps = {
  readonly network: WalletNetwork
  readonly address: Hash
  readonly stakes: readonly StakeFacts[]
}

/** What the account may do about its stakes: leave, complete an exit, unlock, withdraw. */
export function StakeDesk(props: StakeDeskProps) {
  return (
    <WalletProvider network={props.network}>
      <Desk {...props} />
    </WalletProvider>
  )
}

const words: Readonly<Record<StakeAction["kind"], string>> = {
  requestExit: "Request exit",
  completeExit: "Complete exit",
  releaseStake: "Unlock stake",
}

const dones: Readonly<Record<StakeAction["kind"] | "withdraw", string>> = {
  requestExit: "Exit requested.",
  completeExit: "Exit completed; the stake can be withdrawn.",
  releaseStake: "Stake unlocked; it can be withdrawn.",
  withdraw: "Withdrawn: the stake is in the wallet.",
}

function Desk({ network, address, stakes }: StakeDeskProps) {
  const actor = useActor(address, network)
  const account = actor.kind === "ready" ? actor.account : undefined
  const nowMs = useNowMs()
  const { flow, start, dismiss } = useFlow(address, "stakes")
  const build = useCalls(network)
  const [chosen, setChosen] = useState<keyof typeof dones>("withdraw")
  const act = (kind: keyof typeof dones, prepare: () => Promise<ContractCall>) => {
    if (account === undefined) return
    setChosen(kind)
    start(prepare)
  }
  const registry = { address: network.contracts.NodeRegistry, abi: nodeRegistryAbi } as const
  const { data: creditAtomic } = useReadContract({ ...registry, functionName: "creditOf", args: [address] })
  const actions = stakes.flatMap((stake) => stakeActions(stake, nowMs))
  const hasCredit = creditAtomic !== undefined && creditAtomic > 0n
  if (actions.length === 0 && !hasCredit && flow.step === "idle") return null
  return (
    <div className="grid gap-4 border-line border-t px-5 pt-5 pb-4 sm:px-6">
      {hasCredit ? (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-sm">
            <Amount atomic={creditAtomic.toString()} decimals={4} />{" "}
            <span className="text-ink-faint">returned and ready to withdraw</span>
          </p>
          <Button
            disabled={account === undefined || isBusy(flow)}
            onClick={() => act("withdraw", async () => build.withdraw())}
          >
            Withdraw {formatSesh(creditAtomic)} SESH
          </Button>
        </div>
      ) : null}
      {actions.length === 0 ? null : (
        <ul className="grid gap-2.5">
          {actions.map((action) => (
            <li
              key={`${action.kind}-${action.registryId}`}
              className="flex flex-wrap items-center justify-between gap-3"
            >
              <p className="max-w-xl text-ink-soft text-sm">
                <span className="font-medium text-ink">Node {action.registryId}.</span> {action.sentence}
              </p>
              <Button
                look="line"
                disabled={account === undefined || isBusy(flow)}
                onClick={() => act(action.kind, () => build.action(action))}
              >
                {words[action.kind]}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {account === undefined ? (
        <p className="text-ink-faint text-sm">Connect the wallet of this address above to act.</p>
      ) : null}
      <FlowSteps flow={flow} doneText={dones[chosen]} onDismiss={dismiss} />
    </div>
  )
}

function useCalls({ contracts }: WalletNetwork) {
  const trpc = useTrpc()
  const queryClient = useQueryClient()
  const call = (functionName: string, args: readonly unknown[]): ContractCall => ({
    address: contracts.NodeRegistry,
    abi: nodeRegistryAbi as Abi,
    functionName,
    args,
  })
  const exitKinds = ["exit", "deregistered", "refused"] as const
  return {
    withdraw: () => call("withdraw", []),
    action: async (action: StakeAction): Promise<ContractCall> => {
      const id = BigInt(action.registryId)
      if (action.kind !== "completeExit") return call(action.kind, [id])
      const options = trpc.claim.exitProof.queryOptions({ nodeId: action.nodeId })
      const { leaf, proof } = await queryClient.fetchQuery({ ...options, staleTime: 0, retry: false })
      const tuple = {
        id: BigInt(leaf.registryId),
        kind: exitKinds.indexOf(leaf.kind),
        eligibleAtS: BigInt(leaf.eligibleAtS),
        unlockAtS: BigInt(leaf.unlockAtS),
      }
      return call("completeExit", [tuple, proof])
    },
  }
}
