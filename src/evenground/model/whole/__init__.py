"""Files and folders that change whole or not at all, even if the power fails: what a reader finds is the old or the new, never half."""

from evenground.model.whole.files import sync_folder, sync_tree, write_file
from evenground.model.whole.folders import settle, staged, whole_folder
from evenground.model.whole.listing import files_below
from evenground.model.whole.locks import locked

__all__ = ["files_below", "locked", "settle", "staged", "sync_folder", "sync_tree", "whole_folder", "write_file"]
