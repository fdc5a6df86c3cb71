"""The demo: people, efforts and money to look at, made through the same actions that everybody uses.

Every step has a key or looks first, so that running it again goes on where it was and changes nothing that is done.
"""
