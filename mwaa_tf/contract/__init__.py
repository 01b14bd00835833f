"""What the modules promise: their inputs and outputs, and whether a blueprint keeps to them."""

from mwaa_tf.contract.check import ContractError, check_contracts
from mwaa_tf.contract.model import Contract, Output, Variable
from mwaa_tf.contract.read import INDEX, contract_of, read_module

__all__ = ["INDEX", "Contract", "ContractError", "Output", "Variable", "check_contracts", "contract_of", "read_module"]
