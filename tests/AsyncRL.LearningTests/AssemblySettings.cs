// One test at a time: each trains on all cores, and the memory tests look at the whole process.

[assembly: CollectionBehavior(DisableTestParallelization = true)]
