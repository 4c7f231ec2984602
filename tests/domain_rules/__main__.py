"""Writes docs/rules from the rules' tests."""

from tests.domain_rules.spec import write

write()
