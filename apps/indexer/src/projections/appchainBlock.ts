import { hexToBytes } from "@sextant/shared/bytes"
import type { BlockJson, CertificateJson } from "@sextant/wire/rpc/nodeApi"
import type { Row, RowChange } from "../store/tables.ts"

type CertificateColumns = Pick<
  Row<"blocks">,
  | "certificate_kind"
  | "certificate_epoch"
  | "certificate_view"
  | "signer_bitmap"
  | "signer_count"
  | "validator_count"
  | "aggregate_signature"
>

function certificateColumns(certificate: CertificateJson | undefined): CertificateColumns {
  return {
    certificate_kind: certificate?.kind ?? null,
    certificate_epoch: certificate ? BigInt(certificate.epoch) : null,
    certificate_view: certificate ? BigInt(certificate.view) : null,
    signer_bitmap: certificate ? hexToBytes(certificate.bitmap) : null,
    signer_count: certificate?.signers.length ?? null,
    validator_count: certificate?.validatorCount ?? null,
    aggregate_signature: certificate ? hexToBytes(certificate.signature) : null,
  }
}

/** Positions of the set bits, least significant first. */
function setBits(bitmap: Uint8Array, length: number): number[] {
  const positions: number[] = []
  for (let position = 0; position < length; position++) {
    if ((((bitmap[position >> 3] ?? 0) >> (position & 7)) & 1) === 1) positions.push(position)
  }
  return positions
}

/** Validators are known by where they signed or proposed; a certificate lists its signers in validator order. */
function validatorRows(block: BlockJson): RowChange[] {
  const rows: RowChange[] = []
  const { certificate } = block
  if (certificate !== undefined) {
    const positions = setBits(hexToBytes(certificate.bitmap), certificate.validatorCount)
    for (const [index, position] of positions.entries()) {
      const nodeId = certificate.signers[index]
      if (nodeId !== undefined)
        rows.push({
          table: "validators",
          row: { epoch: BigInt(certificate.epoch), position, node_id: hexToBytes(nodeId) },
        })
    }
  }
  if (block.proposerNodeId !== undefined) {
    const row = {
      epoch: BigInt(block.epoch),
      position: block.proposerIndex,
      node_id: hexToBytes(block.proposerNodeId),
    }
    rows.push({ table: "validators", row })
  }
  return rows
}

/** A final block, and what it teaches about its epoch's validators. */
export function appchainBlock(block: BlockJson): RowChange[] {
  const { operations } = block
  const row: Row<"blocks"> = {
    height: BigInt(block.height),
    hash: hexToBytes(block.hash),
    parent_hash: hexToBytes(block.parentHash),
    epoch: BigInt(block.epoch),
    view: BigInt(block.view),
    at: new Date(block.timestampMs),
    proposer_index: block.proposerIndex,
    proposer_node_id: block.proposerNodeId === undefined ? null : hexToBytes(block.proposerNodeId),
    l2_number: BigInt(block.l2.number),
    l2_hash: hexToBytes(block.l2.hash),
    operations_root: hexToBytes(block.operationsRoot),
    state_root: hexToBytes(block.stateRoot),
    randao_reveal: hexToBytes(block.randaoReveal),
    size_bytes: block.sizeBytes,
    l2_event_count: operations.l2Events.length,
    state_change_count: operations.stateChanges.length,
    equivocation_count: operations.equivocations.length,
    operations,
    issued_milli: BigInt(block.issuedMilli),
    ...certificateColumns(block.certificate),
  }
  return [{ table: "blocks", row }, ...validatorRows(block)]
}
