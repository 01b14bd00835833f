"""The inputs and outputs of modules, and whether a blueprint's calls match them."""

from mwaa_tf.contract.check import ContractError, check_contracts
from mwaa_tf.contract.model import Contract, ModuleOutput, Variable
from mwaa_tf.contract.read import INDEX, contract_of

__all__ = [
    "INDEX",
    "Contract",
    "ContractError",
    "ModuleOutput",
    "Variable",
    "check_contracts",
    "contract_of",
]
