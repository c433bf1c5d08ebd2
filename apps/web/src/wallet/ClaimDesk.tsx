"use client"

import { rewardsVaultAbi } from "@sextant/contracts/RewardsVault"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { useQueryClient } from "@tanstack/react-query"
import { TRPCClientError } from "@trpc/client"
import { type FormEvent, useId, useState } from "react"
import type { Abi } from "viem"
import { useReadContracts } from "wagmi"
import { formatSesh, parseSesh, seshInputText } from "../format/amount.ts"
import { formatDuration } from "../format/time.ts"
import { useTrpc } from "../trpc/client.ts"
import { Amount } from "../ui/Amount.tsx"
import { Button } from "../ui/Button.tsx"
import { Meter } from "../ui/Meter.tsx"
import { awaitQuote } from "./awaitQuote.ts"
import { ConnectPanel } from "./ConnectPanel.tsx"
import { claimMax, claimProblem, claimShare } from "./claimAmount.ts"
import { FlowSteps } from "./FlowSteps.tsx"
import { type Hash, isBusy } from "./flow.ts"
import type { WalletNetwork } from "./network.ts"
import { OtherAccount } from "./OtherAccount.tsx"
import type { ContractCall } from "./runFlow.ts"
import { useActor } from "./useActor.ts"
import { useFlow } from "./useFlow.ts"
import { WalletProvider } from "./WalletProvider.tsx"

type ClaimDeskProps = {
  readonly network: WalletNetwork
  readonly address: Hash
  /** By the index; the node's answer decides when the claim is made. */
  readonly claimableAtomic: string
}

/** Connects the wallet of the shown account and claims its rewards, whole or in part. */
export function ClaimDesk(props: ClaimDeskProps) {
  return (
    <WalletProvider network={props.network}>
      <Desk {...props} />
    </WalletProvider>
  )
}

function Desk({ network, address, claimableAtomic }: ClaimDeskProps) {
  const actor = useActor(address, network)
  return (
    <div className="grid gap-5">
      <ConnectPanel network={network} />
      {actor.kind === "other" ? <OtherAccount address={actor.address} what="claim its rewards" /> : null}
      {actor.kind === "none" ? (
        <p className="text-ink-faint text-sm">
          Connect the wallet of this address to claim. Rewards are paid to it and to nobody else.
        </p>
      ) : null}
      {actor.kind === "ready" ? (
        <ClaimForm network={network} account={actor.account} unclaimedAtomic={BigInt(claimableAtomic)} />
      ) : null}
    </div>
  )
}

type Vault = {
  readonly allowedAtomic: bigint | undefined
  readonly balanceAtomic: bigint | undefined
  readonly limitAtomic: bigint | undefined
  readonly periodMs: number | undefined
}

function useVault({ contracts }: WalletNetwork, account: Hash): Vault {
  const vault = { address: contracts.RewardsVault, abi: rewardsVaultAbi } as const
  const { data } = useReadContracts({
    contracts: [
      { ...vault, functionName: "claimableNow", args: [account] },
      { ...vault, functionName: "limits" },
      { address: contracts.SessionToken, abi: sessionTokenAbi, functionName: "balanceOf", args: [account] },
    ],
  })
  const limits = data?.[1].result
  return {
    allowedAtomic: data?.[0].result,
    balanceAtomic: data?.[2].result,
    limitAtomic: limits?.[0],
    periodMs: limits === undefined ? undefined : Number(limits[2]) * 1000,
  }
}

type ClaimFormProps = {
  readonly network: WalletNetwork
  readonly account: Hash
  readonly unclaimedAtomic: bigint
}

function ClaimForm({ network, account, unclaimedAtomic }: ClaimFormProps) {
  const vault = useVault(network, account)
  const quote = useQuote(account)
  const { flow, start, dismiss } = useFlow(account, "claim")
  const [text, setText] = useState("")
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const bounds = { unclaimedAtomic, allowedAtomic: vault.allowedAtomic }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = parseSesh(text)
    const found = claimProblem(parsed, bounds)
    setProblem(found)
    if (found !== undefined || parsed.kind !== "amount") return
    start(() => quote(network, parsed.amountAtomic))
  }
  const choose = (amountAtomic: bigint) => {
    setText(seshInputText(amountAtomic))
    setProblem(undefined)
  }
  const finish = () => {
    dismiss()
    setText("")
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="text-ink-faint">Wallet balance</span>
        <span data-testid="wallet-balance">
          <Amount atomic={vault.balanceAtomic?.toString() ?? null} decimals={4} />
        </span>
      </p>
      <div>
        <label htmlFor={id} className="font-medium text-sm">
          Amount to claim
        </label>
        <div className="relative mt-1.5">
          <input
            id={id}
            inputMode="decimal"
            autoComplete="off"
            placeholder="0.00"
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-note`}
            className="h-12 w-full rounded-xl border border-line-strong bg-paper pr-16 pl-4 text-lg placeholder:text-ink-faint focus:border-accent"
          />
          <span className="pointer-events-none absolute top-1/2 right-4 -translate-y-1/2 text-ink-faint text-sm">
            SESH
          </span>
        </div>
        <div className="mt-2 flex flex-wrap gap-2">
          {[25n, 50n].map((percent) => (
            <Button key={percent} look="chip" onClick={() => choose(claimShare(bounds, percent))}>
              {percent.toString()} %
            </Button>
          ))}
          <Button look="chip" onClick={() => choose(claimMax(bounds))}>
            Max
          </Button>
        </div>
        <p id={`${id}-note`} role="alert" className="mt-2 text-bad text-sm">
          {problem}
        </p>
      </div>
      <LimitMeter vault={vault} />
      <Button type="submit" disabled={isBusy(flow)}>
        Claim
      </Button>
      <FlowSteps flow={flow} doneText="Claimed: the rewards are in the wallet." onDismiss={finish} />
    </form>
  )
}

/** Fetches the proof against the newest accepted snapshot at the moment of the claim and builds the call. */
function useQuote(account: Hash): (network: WalletNetwork, amountAtomic: bigint) => Promise<ContractCall> {
  const trpc = useTrpc()
  const queryClient = useQueryClient()
  const options = trpc.claim.quote.queryOptions({ address: account.toLowerCase() })
  const fetchQuote = () =>
    queryClient.fetchQuery({ ...options, staleTime: 0, retry: false }).catch((error: unknown) => {
      if (error instanceof TRPCClientError && error.data?.reason === "claim/nothing-yet") return undefined
      throw error
    })
  const sleepMs = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
  return async ({ contracts }, amountAtomic) => {
    const quote = await awaitQuote({ fetchQuote, nowMs: Date.now, sleepMs }, amountAtomic)
    return {
      address: contracts.RewardsVault,
      abi: rewardsVaultAbi as Abi,
      functionName: "claim",
      args: [BigInt(quote.lifetimeAtomic), quote.proof, amountAtomic],
    }
  }
}

function LimitMeter({ vault: { allowedAtomic, limitAtomic, periodMs } }: { vault: Vault }) {
  if (
    allowedAtomic === undefined ||
    limitAtomic === undefined ||
    periodMs === undefined ||
    limitAtomic === 0n
  )
    return null
  const usedShare = Number(((limitAtomic - allowedAtomic) * 10_000n) / limitAtomic) / 10_000
  return (
    <div className="grid gap-1.5 text-ink-faint text-xs">
      <Meter
        share={usedShare}
        tone={usedShare > 0.8 ? "warn" : "accent"}
        label={`${Math.round(usedShare * 100)} % of the claim limit is used`}
      />
      <p>
        {formatSesh(allowedAtomic, 0)} of {formatSesh(limitAtomic, 0)} SESH can be claimed now; what is used
        refills within {formatDuration(periodMs)}.
      </p>
    </div>
  )
}
