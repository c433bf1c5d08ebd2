/**
 * The tables this app writes, with the PostgreSQL type of each column: what a bulk insert needs and a row's type.
 * `prisma/schema.prisma` is the source; `tables.integration.test.ts` compares the two.
 */

/** SQL type → the type of its values here. A trailing `?` allows null. */
type SqlTypes = {
  bigint: bigint
  integer: number
  text: string
  bytea: Uint8Array
  boolean: boolean
  timestamptz: Date
  numeric: bigint
  jsonb: unknown
  "bytea[]": readonly Uint8Array[]
  "boolean[]": readonly boolean[]
  '"NodeState"': string
  '"CertificateKind"': string
  '"ExitKind"': string
  '"ChainKind"': string
  '"NodeEventKind"': string
}

export type SqlType = keyof SqlTypes
export type ColumnType = SqlType | `${SqlType}?`

type ValueOf<T extends ColumnType> = T extends `${infer TBase extends SqlType}?`
  ? SqlTypes[TBase] | null
  : T extends SqlType
    ? SqlTypes[T]
    : never

export type Table = {
  readonly key: readonly string[]
  readonly columns: Readonly<Record<string, ColumnType>>
  /** Columns that alone do not make a row worth rewriting. */
  readonly stamps?: readonly string[]
}

const log = { block_number: "bigint", log_index: "integer", tx_hash: "bytea", at: "timestamptz" } as const
const logKey = ["block_number", "log_index"] as const

export const tables = {
  evm_blocks: { key: ["number"], columns: { number: "bigint", hash: "bytea", at: "timestamptz" } },
  evm_logs: {
    key: logKey,
    columns: {
      block_number: "bigint",
      log_index: "integer",
      block_hash: "bytea",
      tx_hash: "bytea",
      address: "bytea",
      event: "text?",
      topics: "bytea",
      data: "bytea",
    },
  },
  network_starts: { key: logKey, columns: { ...log, genesis_at: "timestamptz" } },
  registrations: {
    key: logKey,
    columns: {
      ...log,
      registry_id: "bigint",
      node_id: "bytea",
      operator: "bytea",
      bls_public_key: "bytea",
      fee_bps: "integer",
      stake_atomic: "bigint",
      payer: "bytea?",
    },
  },
  registration_contributors: {
    key: [...logKey, "position"],
    columns: {
      block_number: "bigint",
      log_index: "integer",
      position: "integer",
      staker: "bytea",
      beneficiary: "bytea",
      amount_atomic: "bigint",
    },
  },
  node_exits: {
    key: logKey,
    columns: {
      ...log,
      registry_id: "bigint",
      operator: "bytea",
      kind: '"ExitKind"',
      returned_atomic: "bigint",
      unlock_at: "timestamptz",
    },
  },
  liquidations: {
    key: logKey,
    columns: {
      ...log,
      registry_id: "bigint",
      liquidator: "bytea",
      penalty_atomic: "bigint",
      bounty_atomic: "bigint",
    },
  },
  stake_releases: {
    key: logKey,
    columns: { ...log, registry_id: "bigint", staker: "bytea", amount_atomic: "bigint" },
  },
  withdrawals: { key: logKey, columns: { ...log, staker: "bytea", amount_atomic: "bigint" } },
  claims: {
    key: logKey,
    columns: { ...log, account: "bytea", amount_atomic: "bigint", claimed_total_atomic: "bigint" },
  },
  snapshot_acceptances: {
    key: logKey,
    columns: {
      ...log,
      height: "bigint",
      submitter: "bytea",
      rewards_root: "bytea",
      exits_root: "bytea",
      signer_count: "integer",
      non_signer_count: "integer",
    },
  },
  reward_rates: { key: logKey, columns: { ...log, atomic_per_day: "numeric" } },
  pool_releases: { key: logKey, columns: { ...log, amount_atomic: "bigint" } },
  staking_requirements: { key: logKey, columns: { ...log, amount_atomic: "numeric" } },
  node_events: {
    key: ["source", "height", "position", "kind"],
    columns: {
      source: '"ChainKind"',
      height: "bigint",
      position: "integer",
      kind: '"NodeEventKind"',
      registry_id: "bigint?",
      node_id: "bytea?",
      at: "timestamptz",
      tx_hash: "bytea?",
      detail: "jsonb",
    },
  },
  blocks: {
    key: ["height"],
    columns: {
      height: "bigint",
      hash: "bytea",
      parent_hash: "bytea",
      epoch: "bigint",
      view: "bigint",
      at: "timestamptz",
      proposer_index: "integer",
      proposer_node_id: "bytea?",
      l2_number: "bigint",
      l2_hash: "bytea",
      operations_root: "bytea",
      state_root: "bytea",
      randao_reveal: "bytea",
      size_bytes: "integer",
      l2_event_count: "integer",
      state_change_count: "integer",
      equivocation_count: "integer",
      operations: "jsonb",
      issued_milli: "bigint",
      certificate_kind: '"CertificateKind"?',
      certificate_epoch: "bigint?",
      certificate_view: "bigint?",
      signer_bitmap: "bytea?",
      signer_count: "integer?",
      validator_count: "integer?",
      aggregate_signature: "bytea?",
    },
  },
  validators: {
    key: ["epoch", "position"],
    columns: { epoch: "bigint", position: "integer", node_id: "bytea" },
  },
  nodes: {
    key: ["registry_id"],
    stamps: ["updated_height", "updated_at"],
    columns: {
      registry_id: "bigint",
      node_id: "bytea",
      state: '"NodeState"',
      operator: "bytea",
      bls_public_key: "bytea",
      x25519_public_key: "bytea",
      fee_bps: "integer",
      stake_atomic: "bigint",
      registered_height: "bigint",
      active_since_height: "bigint?",
      earning_from_height: "bigint?",
      exit_requested_height: "bigint?",
      exit_height: "bigint?",
      refused_reason: "text?",
      credit_blocks: "integer",
      swarm_id: "numeric?",
      host: "text?",
      peer_port: "integer?",
      storage_port: "integer?",
      is_validator: "boolean",
      votes: "boolean[]",
      proposals: "boolean[]",
      snapshots: "boolean[]",
      updated_height: "bigint",
      updated_at: "timestamptz",
    },
  },
  contributors: {
    key: ["registry_id", "position"],
    columns: {
      registry_id: "bigint",
      position: "integer",
      staker: "bytea",
      beneficiary: "bytea",
      amount_atomic: "bigint",
    },
  },
  snapshots: {
    key: ["height"],
    stamps: ["updated_at"],
    columns: {
      height: "bigint",
      l2_number: "bigint",
      at: "timestamptz",
      block_hash: "bytea",
      state_root: "bytea",
      rewards_root: "bytea",
      exits_root: "bytea",
      message: "bytea",
      signer_bitmap: "bytea",
      node_count: "integer",
      signer_count: "integer",
      signer_ids: "bytea[]",
      non_signer_ids: "bytea[]",
      aggregate_signature: "bytea?",
      submitted_tx: "bytea?",
      account_count: "integer",
      exit_count: "integer",
      lifetime_atomic: "bigint",
      updated_at: "timestamptz",
    },
  },
  account_rewards: {
    key: ["account"],
    columns: { account: "bytea", lifetime_atomic: "bigint", snapshot_height: "bigint", at: "timestamptz" },
  },
  reward_points: {
    key: ["account", "snapshot_height"],
    columns: { account: "bytea", snapshot_height: "bigint", lifetime_atomic: "bigint", at: "timestamptz" },
  },
  exit_leaves: {
    key: ["registry_id"],
    columns: {
      registry_id: "bigint",
      kind: '"ExitKind"',
      eligible_at: "timestamptz",
      unlock_at: "timestamptz",
      snapshot_height: "bigint",
    },
  },
} as const satisfies Readonly<Record<string, Table>>

export type TableName = keyof typeof tables
export type Row<TName extends TableName> = {
  readonly [TColumn in keyof (typeof tables)[TName]["columns"]]: ValueOf<
    (typeof tables)[TName]["columns"][TColumn] & ColumnType
  >
}

/** One row to write; a row with the same key is replaced whole. */
export type RowChange = {
  readonly [TName in TableName]: { readonly table: TName; readonly row: Row<TName> }
}[TableName]

/** Tables whose rows hang on an EVM block, children first: what a reorg empties above the common ancestor. */
export const evmTables = [
  ["registration_contributors", "block_number"],
  ["registrations", "block_number"],
  ["network_starts", "block_number"],
  ["node_exits", "block_number"],
  ["liquidations", "block_number"],
  ["stake_releases", "block_number"],
  ["withdrawals", "block_number"],
  ["claims", "block_number"],
  ["snapshot_acceptances", "block_number"],
  ["reward_rates", "block_number"],
  ["pool_releases", "block_number"],
  ["staking_requirements", "block_number"],
  ["evm_logs", "block_number"],
  ["evm_blocks", "number"],
] as const satisfies readonly (readonly [TableName, string])[]
