-- AlterTable
ALTER TABLE "liquidations" ADD COLUMN     "bounty_atomic" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "registrations" ADD COLUMN     "payer" BYTEA;
