"""Run the benchmarks of building and asking: ``python -m benchmarks`` or ``make bench``.

Others need arguments and are run by name, such as ``python -m benchmarks.networks``.
"""

from benchmarks import building

building.main()
