import { createHash } from "node:crypto"
import type { Db } from "@sextant/prisma/client"

/** Realistic rows for looking at pages without a network. For tests and development only: nothing here is ever served. */

export type SeedOptions = {
  readonly nodeCount: number
  readonly blockCount: number
  readonly snapshotInterval: number
  readonly blockIntervalMs: number
  readonly nowMs: number
  /** Operates node 1, for a test that holds its key. */
  readonly firstOperator?: Bytes
}

const STAKE_ATOMIC = 25_000n * 10n ** 9n
const RATE_PER_DAY = 16_547n * 10n ** 9n + 945_205_479n

export type Bytes = Uint8Array<ArrayBuffer>

/** Bytes that look random and are the same every time. */
export function noise(label: string, length = 32): Bytes {
  const bytes = new Uint8Array(length)
  for (let offset = 0; offset < length; offset += 32)
    bytes.set(
      createHash("sha256")
        .update(`${label}/${offset}`)
        .digest()
        .subarray(0, length - offset),
      offset,
    )
  return bytes
}

export function bits(taken: readonly boolean[]): Bytes {
  const bytes = new Uint8Array(Math.ceil(taken.length / 8))
  taken.forEach((bit, index) => {
    if (bit) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7))
  })
  return bytes
}

type SeedNode = {
  readonly id: number
  readonly nodeId: Bytes
  readonly operator: Bytes
  readonly fee: number
}

function seedNodes({ nodeCount, firstOperator }: SeedOptions): readonly SeedNode[] {
  return Array.from({ length: nodeCount }, (_, index) => ({
    id: index + 1,
    nodeId: noise(`node/${index}`),
    operator:
      index === 0 && firstOperator !== undefined
        ? firstOperator
        : noise(`operator/${index % Math.max(1, nodeCount - 2)}`, 20),
    fee: [0, 250, 500, 1000, 1025][index % 5] ?? 0,
  }))
}

const chance = (label: string, below: number) => (noise(label, 1)[0] ?? 0) < below * 256

/** Fills an empty, migrated database. */
export async function seed(db: Db, options: SeedOptions): Promise<void> {
  const nodes = seedNodes(options)
  const startMs = options.nowMs - options.blockCount * options.blockIntervalMs
  await seedL2(db, { nodes, startMs })
  await seedNodeRows(db, { nodes, options })
  for (let height = 0; height < options.blockCount; height++)
    await addBlock(db, { nodes, options, height, startMs })
  await db.pool.query("analyze")
}

type L2Seed = { readonly nodes: readonly SeedNode[]; readonly startMs: number }

async function seedL2({ prisma }: Db, { nodes, startMs }: L2Seed): Promise<void> {
  const at = new Date(startMs - 60_000)
  const key = (blockNumber: number, logIndex: number) => ({
    blockNumber,
    logIndex,
    txHash: noise(`tx/${blockNumber}/${logIndex}`),
    at,
  })
  await prisma.stakingRequirement.create({ data: { ...key(3, 0), amountAtomic: STAKE_ATOMIC.toString() } })
  await prisma.rewardRate.create({ data: { ...key(4, 0), atomicPerDay: RATE_PER_DAY.toString() } })
  for (const node of nodes) {
    const isShared = node.id % 5 === 0
    const parts = isShared ? [STAKE_ATOMIC / 2n, STAKE_ATOMIC / 4n, STAKE_ATOMIC / 4n] : [STAKE_ATOMIC]
    await prisma.registration.create({
      data: {
        ...key(10 + node.id, 0),
        registryId: node.id,
        nodeId: node.nodeId,
        operator: node.operator,
        blsPublicKey: noise(`bls/${node.id}`, 48),
        feeBps: node.fee,
        stakeAtomic: STAKE_ATOMIC,
        contributors: {
          create: parts.map((amountAtomic, position) => ({
            position,
            staker: position === 0 ? node.operator : noise(`staker/${node.id}/${position}`, 20),
            beneficiary: position === 0 ? node.operator : noise(`staker/${node.id}/${position}`, 20),
            amountAtomic,
          })),
        },
      },
    })
    await prisma.nodeEvent.create({
      data: {
        source: "evm",
        height: 10 + node.id,
        position: 0,
        kind: "registered",
        registryId: node.id,
        nodeId: node.nodeId,
        at,
        txHash: noise(`tx/${10 + node.id}/0`),
        detail: {},
      },
    })
  }
  await prisma.networkStart.create({ data: { ...key(60, 0), genesisAt: new Date(startMs) } })
}

type NodeSeed = { readonly nodes: readonly SeedNode[]; readonly options: SeedOptions }

function stateOf(index: number, count: number) {
  if (index === count - 1) return "joining" as const
  if (count > 8 && index === count - 2) return "exited" as const
  if (count > 8 && index === count - 3) return "exiting" as const
  if (count > 8 && index === count - 4) return "decommissioned" as const
  if (count > 10 && index === count - 5) return "deregistered" as const
  return "active" as const
}

async function seedNodeRows({ prisma }: Db, { nodes, options }: NodeSeed): Promise<void> {
  const head = options.blockCount - 1
  for (const [index, node] of nodes.entries()) {
    const state = stateOf(index, nodes.length)
    if (state === "joining") continue
    const quality = index === 2 ? 0.55 : state === "decommissioned" ? 0.2 : 0.97
    const isOut = state === "exited" || state === "deregistered"
    const history = (what: string, length: number) =>
      Array.from({ length }, (_, turn) => chance(`${what}/${node.id}/${turn}`, quality))
    await prisma.node.create({
      data: {
        registryId: node.id,
        nodeId: node.nodeId,
        state,
        operator: node.operator,
        blsPublicKey: noise(`bls/${node.id}`, 48),
        x25519PublicKey: noise(`x25519/${node.id}`),
        feeBps: node.fee,
        stakeAtomic: STAKE_ATOMIC,
        registeredHeight: 0,
        activeSinceHeight: 0,
        earningFromHeight: 2,
        ...(state === "exiting" || state === "exited"
          ? { exitRequestedHeight: head - (isOut ? 60 : 12) }
          : {}),
        ...(state === "exiting" || state === "exited" ? { exitHeight: head + (isOut ? -30 : 18) } : {}),
        creditBlocks: 14 + index,
        swarmId: isOut ? null : (["3689348814741910323", "11068046444225730969"][index % 2] ?? null),
        host: "127.0.0.1",
        peerPort: 4100 + index,
        storagePort: 4200 + index,
        isValidator: state === "active",
        votes: history("votes", 8),
        proposals: history("proposals", 5),
        snapshots: history("snapshots", 8),
        updatedHeight: head,
        updatedAt: new Date(options.nowMs),
        contributors: {
          create: (node.id % 5 === 0
            ? [STAKE_ATOMIC / 2n, STAKE_ATOMIC / 4n, STAKE_ATOMIC / 4n]
            : [STAKE_ATOMIC]
          ).map((amountAtomic, position) => ({
            position,
            staker: position === 0 ? node.operator : noise(`staker/${node.id}/${position}`, 20),
            beneficiary: position === 0 ? node.operator : noise(`staker/${node.id}/${position}`, 20),
            amountAtomic,
          })),
        },
      },
    })
    if (isOut)
      await prisma.exitLeaf.create({
        data: {
          registryId: node.id,
          kind: state === "exited" ? "exit" : "deregistered",
          eligibleAt: new Date(options.nowMs - 60_000),
          unlockAt: new Date(options.nowMs + (state === "exited" ? -60_000 : 90_000)),
          snapshotHeight: head - (head % options.snapshotInterval),
        },
      })
  }
}

export type BlockSeed = {
  readonly nodes?: readonly SeedNode[]
  readonly options: SeedOptions
  readonly height: number
  readonly startMs: number
  /** Where the L2 stands; made up from the height when there is none. */
  readonly l2Number?: number
}

/** What every account has earned at a height. */
export function lifetimes(
  options: SeedOptions,
  height: number,
): readonly { readonly account: Bytes; readonly lifetimeAtomic: bigint }[] {
  const nodes = seedNodes(options)
  const members = membersOf(nodes)
  const perBlock = (RATE_PER_DAY * BigInt(options.blockIntervalMs)) / 86_400_000n / BigInt(members.length)
  const accounts = new Map(members.map((node) => [Buffer.from(node.operator).toString("hex"), node.operator]))
  return [...accounts.values()].map((account) => ({ account, lifetimeAtomic: perBlock * BigInt(height) }))
}

function membersOf(nodes: readonly SeedNode[]): SeedNode[] {
  return nodes
    .filter((_, index) => ["active", "decommissioned", "exiting"].includes(stateOf(index, nodes.length)))
    .sort((left, right) => Buffer.compare(left.nodeId, right.nodeId))
}

/** Adds one final block, with a snapshot when it is time for one, and moves the cursors along. */
export async function addBlock(db: Db, input: BlockSeed): Promise<void> {
  const { options, height, startMs, nodes = seedNodes(options), l2Number = 60 + height } = input
  const { prisma } = db
  const at = new Date(startMs + height * options.blockIntervalMs)
  const validators = nodes.filter((_, index) => stateOf(index, nodes.length) === "active")
  const signed = validators.map((node) => chance(`block/${height}/${node.id}`, 0.95))
  const proposer = validators[height % validators.length]
  const epoch = Math.floor(height / 10)
  if (height % 10 === 0)
    await prisma.validator.createMany({
      data: validators.map(({ nodeId }, position) => ({ epoch, position, nodeId })),
      skipDuplicates: true,
    })
  const carries =
    height === 25
      ? [{ kind: "exitRequested", l2Height: l2Number, logIndex: 0, registryId: nodes.length - 2 }]
      : []
  await prisma.block.create({
    data: {
      height,
      hash: noise(`hash/${height}`),
      parentHash: height === 0 ? new Uint8Array(32) : noise(`hash/${height - 1}`),
      epoch,
      view: height === 0 ? 0 : (height % 10) + 1,
      at,
      proposerIndex: height % validators.length,
      proposerNodeId: height === 0 ? null : (proposer?.nodeId ?? null),
      l2Number,
      l2Hash: noise(`l2/${l2Number}`),
      operationsRoot: noise(`operations/${height}`),
      stateRoot: noise(`state/${height}`),
      randaoReveal: height === 0 ? new Uint8Array(0) : noise(`randao/${height}`, 96),
      sizeBytes: 612 + (height % 7) * 31,
      l2EventCount: carries.length,
      stateChangeCount: 0,
      equivocationCount: 0,
      operations: { l2Events: carries, stateChanges: [], equivocations: [], signedSnapshots: [] },
      issuedMilli: (RATE_PER_DAY * 1000n * BigInt(options.blockIntervalMs)) / 86_400_000n,
      ...(height === 0
        ? {}
        : {
            certificateKind: "finalize" as const,
            certificateEpoch: epoch,
            certificateView: (height % 10) + 1,
            signerBitmap: bits(signed),
            signerCount: signed.filter(Boolean).length,
            validatorCount: validators.length,
            aggregateSignature: noise(`certificate/${height}`, 96),
          }),
    },
  })
  if (height > 0 && height % options.snapshotInterval === 0)
    await addSnapshot(db, { nodes, options, height, at })
  await moveCursors(db, height, l2Number)
}

type SnapshotSeed = {
  readonly nodes: readonly SeedNode[]
  readonly options: SeedOptions
  readonly height: number
  readonly at: Date
}

async function addSnapshot({ prisma }: Db, { nodes, options, height, at }: SnapshotSeed): Promise<void> {
  const members = membersOf(nodes)
  const signed = members.map((node) => chance(`snapshot/${height}/${node.id}`, 0.93))
  const rewards = lifetimes(options, height)
  await prisma.snapshot.create({
    data: {
      height,
      l2Number: 60 + height,
      at,
      blockHash: noise(`hash/${height}`),
      stateRoot: noise(`state/${height}`),
      rewardsRoot: noise(`rewards/${height}`),
      exitsRoot: height > 60 ? noise(`exits/${height}`) : new Uint8Array(32),
      message: noise(`message/${height}`),
      signerBitmap: bits(signed),
      nodeCount: members.length,
      signerCount: signed.filter(Boolean).length,
      signerIds: members.filter((_, index) => signed[index]).map(({ nodeId }) => nodeId),
      nonSignerIds: members.filter((_, index) => !signed[index]).map(({ nodeId }) => nodeId),
      aggregateSignature: noise(`aggregate/${height}`, 96),
      accountCount: rewards.length,
      exitCount: 2,
      lifetimeAtomic: rewards.reduce((sum, row) => sum + row.lifetimeAtomic, 0n),
      updatedAt: new Date(),
    },
  })
  for (const { account, lifetimeAtomic } of rewards) {
    const point = { lifetimeAtomic, snapshotHeight: height, at }
    await prisma.rewardPoint.create({ data: { account, ...point } })
    await prisma.accountReward.upsert({ where: { account }, create: { account, ...point }, update: point })
  }
  if (height % (2 * options.snapshotInterval) === 0)
    await prisma.snapshotAcceptance.create({
      data: {
        blockNumber: 61 + height,
        logIndex: 0,
        txHash: noise(`submit/${height}`),
        at: new Date(at.getTime() + 2_000),
        height,
        submitter: nodes[height % nodes.length]?.operator ?? new Uint8Array(20),
        rewardsRoot: noise(`rewards/${height}`),
        exitsRoot: noise(`exits/${height}`),
        signerCount: signed.filter(Boolean).length,
        nonSignerCount: signed.filter((has) => !has).length,
      },
    })
  if (height === 8 * options.snapshotInterval || height === 14 * options.snapshotInterval)
    await addClaim(
      { prisma },
      {
        account: noise("operator/1", 20),
        height,
        at,
        claimedTotalAtomic: ((rewards[0]?.lifetimeAtomic ?? 0n) * 9n) / 10n,
      },
    )
}

type ClaimSeed = {
  readonly account: Bytes
  readonly height: number
  readonly at: Date
  readonly claimedTotalAtomic: bigint
}

async function addClaim(
  { prisma }: Pick<Db, "prisma">,
  { account, height, at, claimedTotalAtomic }: ClaimSeed,
): Promise<void> {
  const before = await prisma.claim.findFirst({ where: { account }, orderBy: { blockNumber: "desc" } })
  await prisma.claim.create({
    data: {
      blockNumber: 62 + height,
      logIndex: 1,
      txHash: noise(`claim/${height}`),
      at,
      account,
      amountAtomic: claimedTotalAtomic - (before?.claimedTotalAtomic ?? 0n),
      claimedTotalAtomic,
    },
  })
}

async function moveCursors({ prisma }: Db, height: number, l2Number: number): Promise<void> {
  for (const [source, at] of [
    ["appchain", height],
    ["evm", l2Number],
  ] as const) {
    const cursor = { identity: source, height: at, hash: noise(`${source}/${at}`), updatedAt: new Date() }
    const status = { headHeight: at, finalizedHeight: at, checkedAt: new Date(), progressedAt: new Date() }
    await prisma.cursor.upsert({ where: { source }, create: { source, ...cursor }, update: cursor })
    await prisma.sourceStatus.upsert({ where: { source }, create: { source, ...status }, update: status })
  }
}
