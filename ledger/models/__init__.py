"""The record and what is recorded on it: one concept a file."""

from ledger.models.accounts import Account
from ledger.models.assets import Asset
from ledger.models.batches import Batch
from ledger.models.claims import Claim, Extent, Notice
from ledger.models.corrections import Correction
from ledger.models.entries import Entry, LeafIndex, PendingLeaf, Transfer
from ledger.models.evidence import Evidence
from ledger.models.external import ExternalClaim, ExternalIssuance, ExternalMatch, ExternalProject, ExternalWithdrawal
from ledger.models.fundings import Funding
from ledger.models.funds import Fund
from ledger.models.imports import ImportRun
from ledger.models.objections import Objection
from ledger.models.payouts import BankAccount, Payout
from ledger.models.pledges import Pledge
from ledger.models.prices import Price
from ledger.models.receipts import Receipt, Refund
from ledger.models.retirements import Retirement
from ledger.models.reversals import Reversal
from ledger.models.runs import Run
from ledger.models.units import Flow, Unit
from ledger.models.verifications import Accreditation, Question, Verification
from ledger.models.withholding import Withholding

__all__ = [
    "Account",
    "Accreditation",
    "Asset",
    "BankAccount",
    "Batch",
    "Claim",
    "Correction",
    "Entry",
    "Evidence",
    "Extent",
    "ExternalClaim",
    "ExternalIssuance",
    "ExternalMatch",
    "ExternalProject",
    "ExternalWithdrawal",
    "Flow",
    "Fund",
    "Funding",
    "ImportRun",
    "LeafIndex",
    "Notice",
    "Objection",
    "Payout",
    "PendingLeaf",
    "Pledge",
    "Price",
    "Question",
    "Receipt",
    "Refund",
    "Retirement",
    "Reversal",
    "Run",
    "Transfer",
    "Unit",
    "Verification",
    "Withholding",
]
