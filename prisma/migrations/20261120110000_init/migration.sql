-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "NodeState" AS ENUM ('active', 'decommissioned', 'exiting', 'exited', 'deregistered', 'refused');

-- CreateEnum
CREATE TYPE "CertificateKind" AS ENUM ('notarize', 'nullify', 'finalize');

-- CreateEnum
CREATE TYPE "ExitKind" AS ENUM ('exit', 'deregistered', 'refused', 'withoutSnapshot');

-- CreateEnum
CREATE TYPE "ChainKind" AS ENUM ('evm', 'appchain');

-- CreateEnum
CREATE TYPE "NodeEventKind" AS ENUM ('registered', 'keyActivated', 'exitRequested', 'exitedOnL2', 'liquidated', 'includedRegistration', 'includedExitRequest', 'includedExit', 'includedLiquidation', 'decommissioned', 'recommissioned', 'deregistered', 'ipChanged', 'equivocated', 'stateChanged');

-- CreateTable
CREATE TABLE "cursors" (
    "source" "ChainKind" NOT NULL,
    "identity" TEXT NOT NULL,
    "height" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cursors_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "source_status" (
    "source" "ChainKind" NOT NULL,
    "head_height" BIGINT NOT NULL,
    "finalized_height" BIGINT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "progressed_at" TIMESTAMPTZ(3),
    "failure_count" INTEGER NOT NULL DEFAULT 0,
    "last_error_code" TEXT,
    "last_error" TEXT,

    CONSTRAINT "source_status_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "reorgs" (
    "id" BIGSERIAL NOT NULL,
    "from_height" BIGINT NOT NULL,
    "from_hash" BYTEA NOT NULL,
    "ancestor_height" BIGINT NOT NULL,
    "ancestor_hash" BYTEA NOT NULL,
    "removed_logs" INTEGER NOT NULL,
    "detected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reorgs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evm_blocks" (
    "number" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "evm_blocks_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "evm_logs" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "block_hash" BYTEA NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "address" BYTEA NOT NULL,
    "event" TEXT,
    "topics" BYTEA NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "evm_logs_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "network_starts" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "genesis_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "network_starts_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "registrations" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "registry_id" BIGINT NOT NULL,
    "node_id" BYTEA NOT NULL,
    "operator" BYTEA NOT NULL,
    "bls_public_key" BYTEA NOT NULL,
    "fee_bps" INTEGER NOT NULL,
    "stake_atomic" BIGINT NOT NULL,

    CONSTRAINT "registrations_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "registration_contributors" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "staker" BYTEA NOT NULL,
    "beneficiary" BYTEA NOT NULL,
    "amount_atomic" BIGINT NOT NULL,

    CONSTRAINT "registration_contributors_pkey" PRIMARY KEY ("block_number","log_index","position")
);

-- CreateTable
CREATE TABLE "node_exits" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "registry_id" BIGINT NOT NULL,
    "operator" BYTEA NOT NULL,
    "kind" "ExitKind" NOT NULL,
    "returned_atomic" BIGINT NOT NULL,
    "unlock_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "node_exits_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "liquidations" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "registry_id" BIGINT NOT NULL,
    "liquidator" BYTEA NOT NULL,
    "penalty_atomic" BIGINT NOT NULL,

    CONSTRAINT "liquidations_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "stake_releases" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "registry_id" BIGINT NOT NULL,
    "staker" BYTEA NOT NULL,
    "amount_atomic" BIGINT NOT NULL,

    CONSTRAINT "stake_releases_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "withdrawals" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "staker" BYTEA NOT NULL,
    "amount_atomic" BIGINT NOT NULL,

    CONSTRAINT "withdrawals_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "claims" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "account" BYTEA NOT NULL,
    "amount_atomic" BIGINT NOT NULL,
    "claimed_total_atomic" BIGINT NOT NULL,

    CONSTRAINT "claims_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "snapshot_acceptances" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "height" BIGINT NOT NULL,
    "submitter" BYTEA NOT NULL,
    "rewards_root" BYTEA NOT NULL,
    "exits_root" BYTEA NOT NULL,
    "signer_count" INTEGER NOT NULL,
    "non_signer_count" INTEGER NOT NULL,

    CONSTRAINT "snapshot_acceptances_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "reward_rates" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "atomic_per_day" DECIMAL(78,0) NOT NULL,

    CONSTRAINT "reward_rates_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "pool_releases" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "amount_atomic" BIGINT NOT NULL,

    CONSTRAINT "pool_releases_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "staking_requirements" (
    "block_number" BIGINT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "tx_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "amount_atomic" DECIMAL(78,0) NOT NULL,

    CONSTRAINT "staking_requirements_pkey" PRIMARY KEY ("block_number","log_index")
);

-- CreateTable
CREATE TABLE "blocks" (
    "height" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "parent_hash" BYTEA NOT NULL,
    "epoch" BIGINT NOT NULL,
    "view" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "proposer_index" INTEGER NOT NULL,
    "proposer_node_id" BYTEA,
    "l2_number" BIGINT NOT NULL,
    "l2_hash" BYTEA NOT NULL,
    "operations_root" BYTEA NOT NULL,
    "state_root" BYTEA NOT NULL,
    "randao_reveal" BYTEA NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "l2_event_count" INTEGER NOT NULL,
    "state_change_count" INTEGER NOT NULL,
    "equivocation_count" INTEGER NOT NULL,
    "operations" JSONB NOT NULL,
    "issued_milli" BIGINT NOT NULL,
    "certificate_kind" "CertificateKind",
    "certificate_epoch" BIGINT,
    "certificate_view" BIGINT,
    "signer_bitmap" BYTEA,
    "signer_count" INTEGER,
    "validator_count" INTEGER,
    "aggregate_signature" BYTEA,

    CONSTRAINT "blocks_pkey" PRIMARY KEY ("height")
);

-- CreateTable
CREATE TABLE "validators" (
    "epoch" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "node_id" BYTEA NOT NULL,

    CONSTRAINT "validators_pkey" PRIMARY KEY ("epoch","position")
);

-- CreateTable
CREATE TABLE "nodes" (
    "registry_id" BIGINT NOT NULL,
    "node_id" BYTEA NOT NULL,
    "state" "NodeState" NOT NULL,
    "operator" BYTEA NOT NULL,
    "bls_public_key" BYTEA NOT NULL,
    "x25519_public_key" BYTEA NOT NULL,
    "fee_bps" INTEGER NOT NULL,
    "stake_atomic" BIGINT NOT NULL,
    "registered_height" BIGINT NOT NULL,
    "active_since_height" BIGINT,
    "earning_from_height" BIGINT,
    "exit_requested_height" BIGINT,
    "exit_height" BIGINT,
    "refused_reason" TEXT,
    "credit_blocks" INTEGER NOT NULL,
    "swarm_id" DECIMAL(20,0),
    "host" TEXT,
    "peer_port" INTEGER,
    "storage_port" INTEGER,
    "is_validator" BOOLEAN NOT NULL,
    "votes" BOOLEAN[],
    "proposals" BOOLEAN[],
    "snapshots" BOOLEAN[],
    "updated_height" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "nodes_pkey" PRIMARY KEY ("registry_id")
);

-- CreateTable
CREATE TABLE "contributors" (
    "registry_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "staker" BYTEA NOT NULL,
    "beneficiary" BYTEA NOT NULL,
    "amount_atomic" BIGINT NOT NULL,

    CONSTRAINT "contributors_pkey" PRIMARY KEY ("registry_id","position")
);

-- CreateTable
CREATE TABLE "node_events" (
    "id" BIGSERIAL NOT NULL,
    "source" "ChainKind" NOT NULL,
    "height" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "NodeEventKind" NOT NULL,
    "registry_id" BIGINT,
    "node_id" BYTEA,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "tx_hash" BYTEA,
    "detail" JSONB NOT NULL,

    CONSTRAINT "node_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "snapshots" (
    "height" BIGINT NOT NULL,
    "l2_number" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "block_hash" BYTEA NOT NULL,
    "state_root" BYTEA NOT NULL,
    "rewards_root" BYTEA NOT NULL,
    "exits_root" BYTEA NOT NULL,
    "message" BYTEA NOT NULL,
    "signer_bitmap" BYTEA NOT NULL,
    "node_count" INTEGER NOT NULL,
    "signer_count" INTEGER NOT NULL,
    "signer_ids" BYTEA[],
    "non_signer_ids" BYTEA[],
    "aggregate_signature" BYTEA,
    "submitted_tx" BYTEA,
    "account_count" INTEGER NOT NULL,
    "exit_count" INTEGER NOT NULL,
    "lifetime_atomic" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "snapshots_pkey" PRIMARY KEY ("height")
);

-- CreateTable
CREATE TABLE "account_rewards" (
    "account" BYTEA NOT NULL,
    "lifetime_atomic" BIGINT NOT NULL,
    "snapshot_height" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_rewards_pkey" PRIMARY KEY ("account")
);

-- CreateTable
CREATE TABLE "reward_points" (
    "account" BYTEA NOT NULL,
    "snapshot_height" BIGINT NOT NULL,
    "lifetime_atomic" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reward_points_pkey" PRIMARY KEY ("account","snapshot_height")
);

-- CreateTable
CREATE TABLE "exit_leaves" (
    "registry_id" BIGINT NOT NULL,
    "kind" "ExitKind" NOT NULL,
    "eligible_at" TIMESTAMPTZ(3) NOT NULL,
    "unlock_at" TIMESTAMPTZ(3) NOT NULL,
    "snapshot_height" BIGINT NOT NULL,

    CONSTRAINT "exit_leaves_pkey" PRIMARY KEY ("registry_id")
);

-- CreateIndex
CREATE INDEX "evm_logs_event_block_number_idx" ON "evm_logs"("event", "block_number");

-- CreateIndex
CREATE UNIQUE INDEX "registrations_registry_id_key" ON "registrations"("registry_id");

-- CreateIndex
CREATE INDEX "registrations_node_id_idx" ON "registrations"("node_id");

-- CreateIndex
CREATE INDEX "registrations_operator_idx" ON "registrations"("operator");

-- CreateIndex
CREATE INDEX "registration_contributors_staker_idx" ON "registration_contributors"("staker");

-- CreateIndex
CREATE INDEX "registration_contributors_beneficiary_idx" ON "registration_contributors"("beneficiary");

-- CreateIndex
CREATE INDEX "node_exits_registry_id_idx" ON "node_exits"("registry_id");

-- CreateIndex
CREATE INDEX "node_exits_operator_idx" ON "node_exits"("operator");

-- CreateIndex
CREATE INDEX "liquidations_registry_id_idx" ON "liquidations"("registry_id");

-- CreateIndex
CREATE INDEX "stake_releases_staker_block_number_idx" ON "stake_releases"("staker", "block_number");

-- CreateIndex
CREATE INDEX "withdrawals_staker_block_number_idx" ON "withdrawals"("staker", "block_number");

-- CreateIndex
CREATE INDEX "claims_account_block_number_idx" ON "claims"("account", "block_number");

-- CreateIndex
CREATE UNIQUE INDEX "snapshot_acceptances_height_key" ON "snapshot_acceptances"("height");

-- CreateIndex
CREATE UNIQUE INDEX "blocks_hash_key" ON "blocks"("hash");

-- CreateIndex
CREATE INDEX "blocks_proposer_node_id_height_idx" ON "blocks"("proposer_node_id", "height");

-- CreateIndex
CREATE INDEX "blocks_at_idx" ON "blocks"("at");

-- CreateIndex
CREATE INDEX "validators_node_id_epoch_idx" ON "validators"("node_id", "epoch");

-- CreateIndex
CREATE INDEX "nodes_node_id_idx" ON "nodes"("node_id");

-- CreateIndex
CREATE INDEX "nodes_state_idx" ON "nodes"("state");

-- CreateIndex
CREATE INDEX "nodes_operator_idx" ON "nodes"("operator");

-- CreateIndex
CREATE INDEX "nodes_swarm_id_idx" ON "nodes"("swarm_id");

-- CreateIndex
CREATE INDEX "contributors_staker_idx" ON "contributors"("staker");

-- CreateIndex
CREATE INDEX "contributors_beneficiary_idx" ON "contributors"("beneficiary");

-- CreateIndex
CREATE INDEX "node_events_registry_id_at_idx" ON "node_events"("registry_id", "at");

-- CreateIndex
CREATE INDEX "node_events_node_id_at_idx" ON "node_events"("node_id", "at");

-- CreateIndex
CREATE INDEX "node_events_at_idx" ON "node_events"("at");

-- CreateIndex
CREATE UNIQUE INDEX "node_events_source_height_position_kind_key" ON "node_events"("source", "height", "position", "kind");

-- CreateIndex
CREATE INDEX "reward_points_snapshot_height_idx" ON "reward_points"("snapshot_height");

-- AddForeignKey
ALTER TABLE "registration_contributors" ADD CONSTRAINT "registration_contributors_block_number_log_index_fkey" FOREIGN KEY ("block_number", "log_index") REFERENCES "registrations"("block_number", "log_index") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contributors" ADD CONSTRAINT "contributors_registry_id_fkey" FOREIGN KEY ("registry_id") REFERENCES "nodes"("registry_id") ON DELETE CASCADE ON UPDATE CASCADE;

