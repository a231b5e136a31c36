"""The lab's pages, one file each; their parts in `parts`, what they share in `shared`."""
