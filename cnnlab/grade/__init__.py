"""Grading: a submitted notebook in, a verdict in words out.

The student's code runs in a process of its own and is called across a pipe; checks and expected
values never leave this one, so nothing that an answer does can change its grade but being right.
"""
