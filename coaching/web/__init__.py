"""The web face: pages for coaches and subscribers, and the addresses providers call."""
