"use client"

import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { formatCount, formatSeshExact } from "../../format/amount.ts"
import { formatShare } from "../../format/ratio.ts"
import { useTrpc } from "../../trpc/client.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Facts } from "../../ui/Facts.tsx"
import { Hex } from "../../ui/Hex.tsx"
import { Neighbours } from "../../ui/Neighbours.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"
import { Panel } from "../../ui/Panel.tsx"
import { When } from "../../ui/When.tsx"
import { NodeName, SignerBitmap, SignerTable } from "../snapshots/SignerBitmap.tsx"
import { Operations } from "./Operations.tsx"

type BlockDetail = Outputs["block"]["get"]

export function BlockView({ height }: { height: number }) {
  const trpc = useTrpc()
  const { data: block } = useQuery(trpc.block.get.queryOptions({ height }))
  if (block === undefined) return null
  const { certificate } = block
  return (
    <>
      <PageTitle
        eyebrow={
          <Link href="/blocks" className="hover:text-accent">
            Blocks
          </Link>
        }
        title={`Block ${formatCount(block.height)}`}
        lead={<Sentence block={block} />}
        aside={
          <Neighbours
            previousHref={block.height === 0 ? undefined : `/blocks/${block.height - 1}`}
            nextHref={block.hasNext ? `/blocks/${block.height + 1}` : undefined}
            what="block"
          />
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1.55fr)_minmax(0,1fr)]">
        <div className="grid gap-6">
          <Panel
            title="Operations"
            aside={block.operationCount === 0 ? undefined : formatCount(block.operationCount)}
          >
            <Operations operations={block.operations} />
          </Panel>
          <Panel title="Header">
            <Header block={block} />
          </Panel>
        </div>
        <Panel
          title="Certificate"
          aside={
            certificate === null
              ? undefined
              : `${block.signerCount ?? "—"} of ${block.validatorCount ?? "—"} · ${formatShare(block.signerCount ?? 0, block.validatorCount ?? 0)}`
          }
        >
          {certificate === null ? (
            <p className="text-ink-soft">Genesis follows from the contract alone and needs no certificate.</p>
          ) : (
            <>
              <SignerBitmap signers={certificate.signers} what={`block ${block.height}`} size="small" />
              <SignerTable signers={certificate.signers} caption={`Signers of block ${block.height}`} />
              <div className="mt-4 border-line border-t">
                <Facts
                  facts={[
                    {
                      term: "Kind",
                      value: certificate.kind === "finalize" ? "finalization" : "notarization",
                    },
                    { term: "Epoch, view", value: `${certificate.epoch}, ${certificate.view}` },
                    {
                      term: "Signature",
                      wide: true,
                      value: <Hex value={certificate.signature} what="signature" whole />,
                    },
                  ]}
                />
              </div>
            </>
          )}
        </Panel>
      </div>
    </>
  )
}

function Sentence({ block }: { block: BlockDetail }) {
  if (block.height === 0)
    return <>The first block: every node derived it from the contract's registrations.</>
  return (
    <>
      Final, from <When atMs={block.atMs} exact />, proposed by <NodeName nodeId={block.proposerNodeId} />.
    </>
  )
}

function Header({ block }: { block: BlockDetail }) {
  return (
    <Facts
      facts={[
        { term: "Hash", wide: true, value: <Hex value={block.hash} what="block hash" whole /> },
        { term: "Parent", wide: true, value: <Hex value={block.parentHash} what="parent hash" whole /> },
        { term: "Epoch, view", value: `${block.epoch}, ${block.view}` },
        {
          term: "Proposer",
          value: block.height === 0 ? "none" : `place ${block.proposerIndex} of the epoch's validators`,
        },
        { term: "L2 block", value: formatCount(block.l2Number) },
        { term: "L2 hash", wide: true, value: <Hex value={block.l2Hash} what="L2 hash" whole /> },
        { term: "State root", wide: true, value: <Hex value={block.stateRoot} what="state root" whole /> },
        {
          term: "Operations root",
          wide: true,
          value: <Hex value={block.operationsRoot} what="operations root" whole />,
        },
        {
          term: "RANDAO reveal",
          wide: true,
          value:
            block.randaoReveal === "" ? "—" : <Hex value={block.randaoReveal} what="RANDAO reveal" whole />,
        },
        { term: "Rewards issued", value: `${formatSeshExact(BigInt(block.issuedMilli) / 1000n)} SESH` },
        { term: "Size", value: `${formatCount(block.sizeBytes)} bytes` },
      ]}
    />
  )
}
