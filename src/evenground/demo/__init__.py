"""A made-up registry of children with type 1 diabetes, so that everything can be tried without anybody's data."""

from evenground.demo.registry import write_demo as write_demo
