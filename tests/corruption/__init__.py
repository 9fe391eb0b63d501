"""Does validation notice what goes wrong? Seeded random corruptions of trees and datasets, each with what must find it.

Hashes are recorded anew after every change, so that they are not what finds it; kinds that change hashes say so.
"""
