"use client"

import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import type { ReactNode } from "react"
import { formatCount, formatSesh } from "../../format/amount.ts"
import { formatBps, formatShare } from "../../format/ratio.ts"
import { formatDuration } from "../../format/time.ts"
import { useTrpc } from "../../trpc/client.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Icon } from "../../ui/Icon.tsx"
import { useNowMs } from "../../ui/Now.tsx"
import { Panel } from "../../ui/Panel.tsx"
import { Tip } from "../../ui/Tip.tsx"
import { toneClasses } from "../../ui/tone.ts"
import { When } from "../../ui/When.tsx"
import { BlockRows } from "../blocks/BlockRows.tsx"
import { SignerBitmap } from "../snapshots/SignerBitmap.tsx"
import { Acceptance } from "../snapshots/SnapshotRows.tsx"
import { describeNetwork } from "./describeNetwork.ts"
import { Instrument } from "./Instrument.tsx"
import { NodeStates } from "./NodeStates.tsx"

type Overview = Outputs["network"]["overview"]

export function OverviewView() {
  const trpc = useTrpc()
  const { data } = useQuery(trpc.network.overview.queryOptions())
  if (data === undefined) return null
  return (
    <>
      <Hero overview={data} />
      <Figures overview={data} />
      <div className="mt-10 grid items-start gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <Panel title="Newest blocks" aside={<MoreLink href="/blocks" word="All blocks" />} flush>
          <BlockRows blocks={data.blocks} short />
        </Panel>
        <div className="grid gap-6">
          <Panel title="Newest snapshot" aside={<MoreLink href="/snapshots" word="All snapshots" />}>
            <NewestSnapshot overview={data} />
          </Panel>
          <Panel title="Nodes" aside={<MoreLink href="/nodes" word="All nodes" />}>
            <NodeStates counts={data.nodeCounts} />
          </Panel>
        </div>
      </div>
    </>
  )
}

function MoreLink({ href, word }: { href: string; word: string }) {
  return (
    <Link href={href} className="inline-flex items-center gap-1.5 rounded text-accent hover:underline">
      {word} <Icon name="arrow" size={14} />
    </Link>
  )
}

function Hero({ overview }: { overview: Overview }) {
  const nowMs = useNowMs()
  const { tone, title, sentence } = describeNetwork(overview, nowMs)
  const { newestSnapshot: snapshot, headHeight, headAtMs, snapshotIntervalBlocks: interval } = overview
  const since = snapshot === null || headHeight === null ? 0 : headHeight - snapshot.height
  const label =
    snapshot === null
      ? "No snapshot has been signed yet"
      : `${snapshot.signerCount} of ${snapshot.nodeCount} nodes signed snapshot ${formatCount(snapshot.height)}`
  return (
    <section
      className="grid items-center gap-x-12 gap-y-8 md:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]"
      aria-labelledby="headline"
    >
      <div>
        <p className="eyebrow mb-4 flex items-center gap-2">
          <span className={`inline-flex items-center gap-1.5 ${toneClasses[tone].text}`}>
            <Icon name={tone === "good" ? "check" : tone === "idle" ? "hourglass" : "warning"} />
            Session network
          </span>
        </p>
        <h1 id="headline" className="font-semibold text-display">
          {title}
        </h1>
        <p className="mt-4 max-w-[34rem] text-[1.0625rem] text-ink-soft leading-relaxed">{sentence}</p>
        <dl className="mt-8 flex flex-wrap gap-x-12 gap-y-5">
          <div>
            <dt className="eyebrow">Final block</dt>
            <dd
              className="mt-1 font-semibold text-[2rem] leading-none tracking-[-0.03em]"
              data-testid="head-height"
            >
              {headHeight === null ? (
                "—"
              ) : (
                <Link
                  href={`/blocks/${headHeight}`}
                  key={headHeight}
                  className="changed rounded hover:text-accent"
                >
                  {formatCount(headHeight)}
                </Link>
              )}
            </dd>
          </div>
          <div>
            <dt className="eyebrow">Finality age</dt>
            <dd className="mt-1 font-semibold text-[2rem] leading-none tracking-[-0.03em]">
              {headAtMs === null ? "—" : formatDuration(nowMs - headAtMs)}
            </dd>
          </div>
        </dl>
      </div>
      <figure className="mx-auto w-full max-w-[27rem]">
        <Instrument
          signers={snapshot?.signers ?? []}
          progress={interval === null ? 0 : since / interval}
          label={label}
        />
        <figcaption className="mt-3 text-balance text-center text-ink-faint text-sm">
          {label}
          {interval === null || snapshot === null ? "." : nextIn(Math.max(0, interval - since))}
        </figcaption>
      </figure>
    </section>
  )
}

function nextIn(blocks: number): string {
  if (blocks === 0) return "; the next is being signed."
  return `; the next follows in ${formatCount(blocks)} ${blocks === 1 ? "block" : "blocks"}.`
}

function Figures({ overview }: { overview: Overview }) {
  const {
    rewardPerDayAtomic,
    stakeLockedAtomic,
    earningNodeCount,
    yearlyYieldBps,
    stakingRequirementAtomic,
  } = overview
  const perDay = rewardPerDayAtomic === null ? null : BigInt(rewardPerDayAtomic)
  return (
    <dl className="mt-12 grid overflow-hidden rounded-2xl border border-line bg-line gap-px sm:grid-cols-2 lg:grid-cols-4">
      <Figure
        term="Stake locked"
        value={formatSesh(BigInt(stakeLockedAtomic), 0)}
        unit="SESH"
        note={
          stakingRequirementAtomic === null
            ? "requirement unknown"
            : `${formatSesh(BigInt(stakingRequirementAtomic), 0)} for one node`
        }
      />
      <Figure
        term={
          <Tip text="What the pool pays in a day at the rate it last set: its balance × 15.1 % ÷ 365.">
            Reward rate
          </Tip>
        }
        value={formatSesh(perDay)}
        unit="SESH a day"
        note={`shared by ${formatCount(earningNodeCount)} earning nodes`}
      />
      <Figure
        term={
          <Tip text="Reward rate × 365 ÷ stake of active nodes: simple interest, as if rate and stake stayed as they are now, before operator fees.">
            Yearly yield
          </Tip>
        }
        value={formatBps(yearlyYieldBps)}
        unit=""
        note="simple, at today's rate and stake"
      />
      <Figure
        term="Network age"
        value={<Age startedAtMs={overview.startedAtMs} />}
        unit=""
        note={
          overview.startedAtMs === null ? (
            "not started"
          ) : (
            <>
              since <When atMs={overview.startedAtMs} exact />
            </>
          )
        }
      />
    </dl>
  )
}

function Age({ startedAtMs }: { startedAtMs: number | null }) {
  const nowMs = useNowMs()
  return startedAtMs === null ? "—" : formatDuration(nowMs - startedAtMs)
}

type FigureProps = {
  readonly term: ReactNode
  readonly value: ReactNode
  readonly unit: string
  readonly note: ReactNode
}

function Figure({ term, value, unit, note }: FigureProps) {
  return (
    <div className="min-w-0 bg-surface px-5 py-5 sm:px-6">
      <dt className="flex min-h-6 items-center text-ink-faint text-sm">{term}</dt>
      <dd className="mt-1.5">
        <span className="font-semibold text-2xl tracking-[-0.025em]">{value}</span>
        {unit === "" ? null : <span className="ml-1.5 text-ink-faint text-sm">{unit}</span>}
        <span className="mt-1 block text-ink-faint text-xs">{note}</span>
      </dd>
    </div>
  )
}

function NewestSnapshot({ overview: { newestSnapshot: snapshot } }: { overview: Overview }) {
  if (snapshot === null)
    return <p className="text-ink-soft">None yet. The nodes take one at fixed intervals.</p>
  return (
    <>
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Link
          href={`/snapshots/${snapshot.height}`}
          className="link font-semibold text-xl tracking-[-0.02em] decoration-transparent"
        >
          {formatCount(snapshot.height)}
        </Link>
        <span className="text-ink-faint text-sm">
          <When atMs={snapshot.atMs} />
        </span>
      </div>
      <SignerBitmap signers={snapshot.signers} what={`snapshot ${snapshot.height}`} size="small" />
      <p className="mt-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <span>
          {snapshot.signerCount} of {snapshot.nodeCount} signed{" "}
          <span className="text-ink-faint">· {formatShare(snapshot.signerCount, snapshot.nodeCount)}</span>
        </span>
        <Acceptance accepted={snapshot.accepted} />
      </p>
    </>
  )
}
