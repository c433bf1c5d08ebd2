"use client"

import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import type { ReactNode } from "react"
import { formatCount } from "../../format/amount.ts"
import { useTrpc } from "../../trpc/client.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Hex } from "../../ui/Hex.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"
import { Panel } from "../../ui/Panel.tsx"
import { Tip } from "../../ui/Tip.tsx"
import { LazyClaimDesk, LazyStakeDesk } from "../../wallet/lazy.tsx"
import type { WalletNetwork } from "../../wallet/network.ts"
import { StakeMoves } from "../stakes/StakeMoves.tsx"
import { StakeRows } from "../stakes/StakeRows.tsx"
import { ClaimRows } from "./ClaimRows.tsx"
import { RewardChart } from "./RewardChart.tsx"

type Account = Outputs["account"]["get"]

export function AccountView({ address, network }: { address: `0x${string}`; network: WalletNetwork }) {
  const trpc = useTrpc()
  const { data: account } = useQuery(trpc.account.get.queryOptions({ address }))
  const { data: live } = useQuery(trpc.account.live.queryOptions({ address }))
  if (account === undefined) return null
  return (
    <>
      <PageTitle
        eyebrow={
          <Link href="/account" className="hover:text-accent">
            Account
          </Link>
        }
        title={
          <>
            <span className="sr-only">Account </span>
            <Hex value={address} what="address" />
          </>
        }
        lead={lead(account)}
      />
      <Tiles account={account} earnedNowAtomic={live?.lifetimeAtomic ?? null} />
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <div className="grid gap-6">
          <Panel title="Lifetime rewards">
            <RewardChart points={account.points} />
          </Panel>
        </div>
        <Panel title="Claim">
          <noscript>
            <p className="text-ink-soft text-sm">
              Claiming needs JavaScript and a wallet; everything else on this page does not.
            </p>
          </noscript>
          <LazyClaimDesk network={network} address={address} claimableAtomic={account.claimableAtomic} />
        </Panel>
      </div>
      <div className="mt-6 grid gap-6">
        <Panel
          title="Stakes"
          aside={account.stakes.length === 0 ? undefined : formatCount(account.stakes.length)}
          flush
        >
          <StakeRows account={account} />
          {account.stakes.length === 0 ? null : (
            <LazyStakeDesk network={network} address={address} stakes={account.stakes} />
          )}
        </Panel>
        <Panel title="Claims" flush>
          <ClaimRows address={address} />
        </Panel>
        <StakeMoves account={account} />
      </div>
    </>
  )
}

function lead({ stakes, indexed, claimedAtomic }: Account): string {
  if (stakes.length === 0 && indexed === null && claimedAtomic === "0")
    return "Nothing is known about this address: it has no stake, no rewards and no claims on this network."
  const operated = stakes.filter(({ isOperator }) => isOperator).length
  const parts = [
    operated === 0 ? undefined : `operates ${formatCount(operated)} ${operated === 1 ? "node" : "nodes"}`,
    stakes.length > operated ? `takes part in ${formatCount(stakes.length - operated)} more` : undefined,
  ].filter((part) => part !== undefined)
  return parts.length === 0
    ? "Receives rewards, without a stake of its own."
    : `This account ${parts.join(" and ")}.`
}

function Tiles({ account, earnedNowAtomic }: { account: Account; earnedNowAtomic: string | null }) {
  const earned = earnedNowAtomic ?? account.indexed?.lifetimeAtomic ?? null
  const asOf =
    earnedNowAtomic !== null
      ? "up to the newest final block"
      : account.indexed === null
        ? "in no snapshot yet"
        : `up to snapshot ${formatCount(account.indexed.snapshotHeight)}`
  return (
    <dl className="grid overflow-hidden rounded-2xl border border-line bg-line gap-px sm:grid-cols-3">
      <Tile
        term={
          <Tip text="Everything this account has ever earned on the appchain, claimed or not. It grows with every block.">
            Earned
          </Tip>
        }
        note={asOf}
        testId="earned"
      >
        <span key={earned} className="changed">
          <Amount atomic={earned} decimals={4} />
        </span>
      </Tile>
      <Tile
        term={
          <Tip text="What the newest snapshot accepted on the L2 proves, less what was claimed.">
            Claimable now
          </Tip>
        }
        note={
          account.accepted === null
            ? "no accepted snapshot holds this account"
            : `proven by snapshot ${formatCount(account.accepted.snapshotHeight)}`
        }
        testId="claimable"
      >
        <Amount atomic={account.claimableAtomic} decimals={4} />
      </Tile>
      <Tile term="Claimed" note="paid by the vault on the L2" testId="claimed">
        <Amount atomic={account.claimedAtomic} decimals={4} />
      </Tile>
    </dl>
  )
}

type TileProps = {
  readonly term: ReactNode
  readonly note: string
  readonly testId: string
  readonly children: ReactNode
}

function Tile({ term, note, testId, children }: TileProps) {
  return (
    <div className="min-w-0 bg-surface px-5 py-5 sm:px-6">
      <dt className="flex min-h-6 items-center text-ink-faint text-sm">{term}</dt>
      <dd className="mt-1.5">
        <span className="font-semibold text-2xl tracking-[-0.025em]" data-testid={testId}>
          {children}
        </span>
        <span className="mt-1 block text-ink-faint text-xs">{note}</span>
      </dd>
    </div>
  )
}
