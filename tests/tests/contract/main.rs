//! The contract.

